import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { randomBase62 } from '../../src/lib/ids.ts'
import { startTestServer, type TestServer } from '../support/server.ts'

/** What the clients are driven against: a location with sample data, and ways to a token. */
export type ClientServer = Pick<TestServer, 'url' | 'agency' | 'account' | 'admin' | 'createIntegration' | 'stop'>

/** A clone of this repository in which `npm start` is to be run for each file of tests; `npm run test:clone` sets it. */
const CLONE = process.env.CLIENTS_CLONE

/** A server in this process, whose clock stands at New Year of 2026; or `npm start` in the clone, at the real time. */
export async function startClientServer(): Promise<ClientServer> {
  return CLONE === undefined ? startTestServer({ sampleData: true }) : startInClone(CLONE)
}

/** A Monday on which nobody of the sample data has anything to do. */
export const MONDAY = CLONE === undefined ? '2026-01-05' : mondayAfter(new Date(), 70)

function mondayAfter(now: Date, days: number): string {
  const day = new Date(now.getTime() + days * 86_400_000)
  day.setUTCDate(day.getUTCDate() + ((8 - day.getUTCDay()) % 7))
  return day.toISOString().slice(0, 10)
}

const ADMIN = { email: 'mara@example.com', password: `${randomBase62(12)} ${randomBase62(12)}` }
/** Tests call faster than a client may. */
const LIMITS = { perTenSeconds: 100_000, perDay: 1_000_000_000 }

interface Me {
  user: { id: string; name: string }
  accounts: { id: string; kind: 'agency' | 'location'; name: string; locationId: string }[]
}

async function startInClone(folder: string): Promise<ClientServer> {
  const { url, stop } = await npmStart(folder)
  const json = { 'content-type': 'application/json', origin: url }
  const session = await fetch(`${url}/api/session`, { method: 'POST', headers: json, body: JSON.stringify(ADMIN) })
  const cookie = session.headers.getSetCookie()[0]?.split(';')[0] ?? ''
  const me = (await (await fetch(`${url}/api/me`, { headers: { cookie } })).json()) as Me
  const agency = me.accounts.find(({ kind }) => kind === 'agency')
  const account = me.accounts.find(({ name, kind }) => kind === 'location' && name === 'Test Company')
  if (agency === undefined || account === undefined) throw new Error(`no accounts: ${JSON.stringify(me)}`)
  const createIntegration = async (scopes: string[], accountId = account.id) => {
    const body = JSON.stringify({ name: `Test ${randomBase62(6)}`, description: '', scopes, limits: LIMITS })
    const reply = await fetch(`${url}/api/accounts/${accountId}/integrations`, {
      method: 'POST',
      headers: { ...json, cookie },
      body,
    })
    if (reply.status !== 201) throw new Error(`no integration: ${await reply.text()}`)
    const made = (await reply.json()) as { integration: { id: string }; token: { id: string; secret: string } }
    return { secret: made.token.secret, integrationId: made.integration.id, tokenId: made.token.id }
  }
  const { secret } = await createIntegration(['locations.readonly'])
  const headers = { authorization: `Bearer ${secret}`, version: '2021-07-28' }
  const read = await fetch(`${url}/v2/locations/${account.locationId}`, { headers })
  const { location } = (await read.json()) as { location: { companyId: string } }
  return {
    ...{ url, createIntegration, stop },
    agency: { id: agency.id, companyId: location.companyId },
    account: { id: account.id, locationId: account.locationId },
    admin: { ...ADMIN, userId: me.user.id, name: me.user.name },
  }
}

/** What of this run's environment somebody who has just cloned would not have. */
const OURS = /^(?:npm_(?!config)|NODE_(?!EXTRA)|VITEST|TEST|CLIENTS_|DATABASE_URL|REDIS_URL)/i

/** `npm start` as somebody types it who has just cloned. */
async function npmStart(folder: string): Promise<{ url: string; stop(): Promise<void> }> {
  const dataDir = await mkdtemp(path.join(tmpdir(), 'clone-data-'))
  const env = {
    ...Object.fromEntries(Object.entries(process.env).filter(([name]) => !OURS.test(name))),
    ...{ PORT: '0', DATA_DIR: dataDir, SAMPLE_DATA: '1' },
    ...{ BOOTSTRAP_ADMIN_EMAIL: ADMIN.email, BOOTSTRAP_ADMIN_PASSWORD: ADMIN.password },
    BOOTSTRAP_ACCOUNT_NAME: 'Test Company',
  }
  const child = spawn('npm', ['start'], { cwd: folder, env, stdio: ['ignore', 'pipe', 'pipe'], detached: true })
  let printed = ''
  const url = await new Promise<string>((resolve, reject) => {
    const read = (chunk: Buffer) => {
      printed += chunk.toString()
      const port = /Open http:\/\/localhost:(\d+)/.exec(printed)?.[1]
      if (port !== undefined) resolve(`http://127.0.0.1:${port}`)
    }
    child.stdout.on('data', read)
    child.stderr.on('data', read)
    child.once('exit', code => reject(new Error(`npm start ended with ${code}: ${printed}`)))
  })
  return {
    url,
    async stop() {
      const ended = once(child, 'exit')
      process.kill(-(child.pid ?? 0), 'SIGTERM')
      await ended
      await rm(dataDir, { recursive: true, force: true, maxRetries: 20, retryDelay: 250 })
    },
  }
}
