/**
 * `npm run bench:verify`: what deciding about a token costs. Measures, interleaved in one run, a bare node:http reply
 * (the base) and `GET /api/me` with a token: authenticated and answered from memory. `--json` prints the figures for machines,
 * `--rounds`, `--seconds`, `--tokens` change the size.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { randomBase62 } from '../src/lib/ids.ts'
import { newSecret } from '../src/lib/secrets.ts'
import { measure, type Target, table } from './support/slices.ts'

const { values } = parseArgs({
  // npm puts the name of the script before our own options.
  args: process.argv.slice(2).filter(argument => argument !== '--'),
  options: {
    json: { type: 'boolean', default: false },
    rounds: { type: 'string', default: '5' },
    seconds: { type: 'string', default: '2' },
    tokens: { type: 'string', default: '500' },
    connections: { type: 'string', default: '64' },
  },
})
const say = (text: string) => void process.stderr.write(`${text}\n`)
const children: ChildProcess[] = []
const dataDir = await mkdtemp(path.join(os.tmpdir(), 'pit-bench-'))

try {
  say('Starting a bare server and this one on a throw-away database …')
  const basePort = Number(await firstLine(start('support/bare-server.ts'), /^(\d+)$/m))
  const server = await startProduct()
  say(`Making ${values.tokens} integrations …`)
  const secrets = await makeTokens(server, Number(values.tokens))
  const get = (port: number, route: string, secret?: string) =>
    `GET ${route} HTTP/1.1\r\nhost: 127.0.0.1:${port}\r\n${secret === undefined ? '' : `authorization: Bearer ${secret}\r\n`}\r\n`
  const base: Target = { name: 'bare node:http', port: basePort, requests: [get(basePort, '/')], expectedStatus: 200 }
  const unknown = Array.from({ length: secrets.length }, () => newSecret('pit_'))
  const target = (name: string, tokens: string[], expectedStatus: number): Target => ({
    name,
    port: server.port,
    requests: tokens.map(secret => get(server.port, '/api/me', secret)),
    expectedStatus,
  })
  const targets = [
    target('GET /api/me, valid tokens', secrets, 200),
    target('GET /api/me, unknown tokens', unknown, 401),
    target('GET /api/me, malformed tokens', ['pit_nonsense'], 401),
  ]
  const figures = await measure(base, targets, {
    rounds: Number(values.rounds),
    sliceMs: Number(values.seconds) * 1000,
    connections: Number(values.connections),
    onSlice: (name, round) => say(`  round ${round} of ${values.rounds}: ${name}`),
  })
  const machine = { node: process.version, cpu: os.cpus()[0]?.model, cores: os.cpus().length, tokens: secrets.length }
  if (values.json) process.stdout.write(`${JSON.stringify({ bench: 'verify', ...machine, figures })}\n`)
  else
    process.stdout.write(
      `\n${table(figures)}\n\n${machine.cores} cores, ${machine.cpu}, Node ${machine.node}, ${secrets.length} tokens\n`,
    )
} finally {
  for (const child of children) child.kill('SIGTERM')
  await Promise.all(children.filter(child => child.exitCode === null).map(child => once(child, 'exit')))
  await rm(dataDir, { recursive: true, force: true })
}

interface Product {
  port: number
  cookie: string
  accountId: string
}

/** The real server as `npm start` runs it, signed in as its first admin. */
async function startProduct(): Promise<Product> {
  const admin = { email: 'bench@example.com', password: randomBase62(24) }
  const child = start('../src/main.ts', {
    PORT: '0',
    DATA_DIR: dataDir,
    LOG_LEVEL: 'warn',
    BOOTSTRAP_ADMIN_EMAIL: admin.email,
    BOOTSTRAP_ADMIN_PASSWORD: admin.password,
  })
  const port = Number(await firstLine(child, /Open http:\/\/localhost:(\d+)/))
  const url = `http://127.0.0.1:${port}`
  const session = await fetch(`${url}/api/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: url },
    body: JSON.stringify(admin),
  })
  const cookie = session.headers.getSetCookie()[0]?.split(';')[0] ?? ''
  const me = (await (await fetch(`${url}/api/me`, { headers: { cookie } })).json()) as {
    accounts: { id: string; kind: string }[]
  }
  return { port, cookie, accountId: me.accounts.find(account => account.kind === 'location')?.id ?? '' }
}

async function makeTokens({ port, cookie, accountId }: Product, count: number): Promise<string[]> {
  const url = `http://127.0.0.1:${port}`
  const secrets: string[] = []
  while (secrets.length < count) {
    const reply = await fetch(`${url}/api/accounts/${accountId}/integrations`, {
      method: 'POST',
      headers: { cookie, origin: url, 'content-type': 'application/json' },
      body: JSON.stringify({ name: `Bench ${secrets.length}`, description: '', scopes: ['contacts.readonly'] }),
    })
    if (reply.status !== 201) throw new Error(`creating answered ${reply.status}: ${await reply.text()}`)
    secrets.push(((await reply.json()) as { token: { secret: string } }).token.secret)
  }
  return secrets
}

function start(script: string, env: Record<string, string> = {}): ChildProcess {
  const child = spawn(process.execPath, [path.join(import.meta.dirname, script)], {
    env: { PATH: process.env.PATH, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  children.push(child)
  return child
}

async function firstLine(child: ChildProcess, pattern: RegExp): Promise<string> {
  let text = ''
  return new Promise((resolve, reject) => {
    child.stdout?.on('data', (chunk: Buffer) => {
      text += chunk.toString()
      const found = pattern.exec(text)?.[1]
      if (found !== undefined) resolve(found)
    })
    child.once('exit', code => reject(new Error(`ended with ${code} before it was ready: ${text}`)))
  })
}
