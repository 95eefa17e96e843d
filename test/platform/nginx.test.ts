import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { accessSync, constants } from 'node:fs'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import os from 'node:os'
import path from 'node:path'
import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createIntegration } from '../../src/actions/integrations.ts'
import { newSecret } from '../../src/lib/secrets.ts'
import { OPERATOR } from '../support/integration.ts'
import { startTestServer, type TestServer } from '../support/server.ts'

const EXAMPLES = path.join(import.meta.dirname, '../../examples')
const NGINX = ['/usr/sbin/nginx', '/usr/local/bin/nginx', '/opt/homebrew/bin/nginx'].find(file => {
  try {
    accessSync(file, constants.X_OK)
    return true
  } catch {
    return false
  }
})
/** nginx is Debian's own; where it is not installed its tests are left out. */
const isThere = NGINX !== undefined

let server: TestServer
let api: Server
let nginx: ChildProcess | undefined
let folder: string
let front: string
let heard: { headers: IncomingHttpHeaders; method?: string; body: string }[] = []

beforeAll(async () => {
  if (NGINX === undefined) return
  server = await startTestServer()
  api = createServer((request, reply) => {
    text(request).then(body => {
      heard.push({ headers: request.headers, method: request.method, body })
      reply.end('from your API')
    }, reply.destroy)
  })
  api.listen(0, '127.0.0.1')
  await once(api, 'listening')
  folder = await mkdtemp(path.join(os.tmpdir(), 'pit-nginx-'))
  const port = await freePort()
  front = `http://127.0.0.1:${port}`
  const config = (await readFile(path.join(EXAMPLES, 'nginx/nginx.conf'), 'utf8'))
    .replace('127.0.0.1:3000', new URL(server.url).host)
    .replace('127.0.0.1:8081', `127.0.0.1:${(api.address() as AddressInfo).port}`)
    .replace('127.0.0.1:8080', `127.0.0.1:${port}`)
    .replace('http {', `http {\n${TEMPORARY.map(name => `${name}_temp_path ${folder};`).join('\n')}`)
  await writeFile(path.join(folder, 'nginx.conf'), config)
  // One process, as whoever runs the test: workers of another user could not enter the folder.
  const inOne = 'master_process off;'
  nginx = spawn(NGINX, ['-p', folder, '-c', 'nginx.conf', '-g', inOne], { stdio: 'ignore' })
  await untilOpen(port)
})

afterAll(async () => {
  if (NGINX === undefined) return
  nginx?.kill('SIGTERM')
  if (nginx?.exitCode === null) await once(nginx, 'exit')
  api.close()
  await server.stop()
  await rm(folder, { recursive: true, force: true })
})

const TEMPORARY = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']

const call = (secret: string, init: { method?: string; body?: string } = {}) => {
  heard = []
  return fetch(`${front}/orders?page=2`, {
    ...init,
    headers: { authorization: `Bearer ${secret}`, 'x-account-id': 'acc_made_up' },
  })
}

test.runIf(isThere)(
  'nginx lets a good token through to the API, which hears who calls and never the token',
  async () => {
    const made = await server.createIntegration(['contacts.readonly'])
    const reply = await call(made.secret)
    expect([reply.status, await reply.text()]).toEqual([200, 'from your API'])
    expect(heard[0]?.headers).toMatchObject({
      'x-account-id': server.account.id,
      'x-location-id': server.account.locationId,
      'x-integration-id': made.integrationId,
      'x-scopes': 'contacts.readonly',
    })
    expect(JSON.stringify(heard)).not.toContain(made.secret)
  },
)

test.runIf(isThere)('nginx passes the body of a call on, and asks for the scope that its method needs', async () => {
  const reader = await server.createIntegration(['contacts.readonly'])
  const writer = await server.createIntegration(['contacts.readonly', 'contacts.write'])
  expect((await call(reader.secret, { method: 'POST', body: 'an order' })).status).toBe(403)
  expect(heard).toEqual([])
  expect((await call(writer.secret, { method: 'POST', body: 'an order' })).status).toBe(200)
  expect(heard).toMatchObject([{ method: 'POST', body: 'an order' }])
})

test.runIf(isThere)('nginx turns away what is no token: 401, and the API hears nothing', async () => {
  for (const secret of [newSecret('pit_'), 'pit_nonsense']) expect((await call(secret)).status).toBe(401)
  expect((await fetch(front)).status).toBe(401)
  expect(heard).toEqual([])
})

test.runIf(isThere)('nginx tells a caller over the limit so, and when to come back', async () => {
  const { shown } = await createIntegration(server.app.deps, OPERATOR, {
    accountId: server.account.id,
    draft: { name: 'x', description: '', scopes: ['contacts.readonly'], allowedIps: [], limits: { perTenSeconds: 1 } },
  })
  expect((await call(shown.secret)).status).toBe(200)
  const over = await call(shown.secret)
  expect([over.status, over.headers.get('retry-after')]).toEqual([429, '10'])
})

test.runIf(isThere)('nginx keeps its connections to the server: a hundred questions come over a few', async () => {
  const made = await server.createIntegration(['contacts.readonly'])
  let opened = 0
  const count = () => void opened++
  server.app.server.server.on('connection', count)
  for (let round = 0; round < 100; round++) expect((await call(made.secret)).status).toBe(200)
  server.app.server.server.off('connection', count)
  expect(opened).toBeLessThan(10)
})

test('the HAProxy example is one that HAProxy takes', ({ skip }) => {
  const program = ['/usr/sbin/haproxy', '/usr/local/sbin/haproxy'].find(file => spawnSync(file, ['-v']).status === 0)
  if (program === undefined) return skip('HAProxy is not installed')
  const checked = spawnSync(program, ['-c', '-f', path.join(EXAMPLES, 'haproxy/haproxy.cfg')], { encoding: 'utf8' })
  expect([checked.status, checked.stderr]).toEqual([0, ''])
})

async function untilOpen(port: number): Promise<void> {
  const isOpen = () =>
    new Promise<boolean>(resolve => {
      const socket = connect(port, '127.0.0.1', () => {
        socket.destroy()
        resolve(true)
      })
      socket.once('error', () => resolve(false))
    })
  while (!(await isOpen())) await new Promise(resolve => setTimeout(resolve, 10))
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1')
  await once(probe, 'listening')
  const { port } = probe.address() as AddressInfo
  probe.close()
  await once(probe, 'close')
  return port
}
