import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { randomBase62 } from '../../src/lib/ids.ts'
import type { BenchIds } from './api-data.ts'
import { printed, startScript } from './processes.ts'

/** The real server as `npm start` runs it, with a token that may make as many calls as it likes. */
export interface Product {
  port: number
  secret: string
  ids: BenchIds
  /** True when the folder was filled by a run before this one. */
  isFilled: boolean
  /** Notes in the folder that it is filled now. */
  noteFilled(): void
}

interface Note {
  admin: { email: string; password: string }
  ids: BenchIds
}

const SCOPES = [
  'contacts.readonly',
  'contacts.write',
  'opportunities.readonly',
  'calendars.readonly',
  'calendars.write',
]
const LIMITS = { perTenSeconds: 100_000, perDay: 100_000_000 }

/** Starts it on a folder, signs in as its first admin and makes what the benchmark needs beside mass. */
export async function openProduct(dataDir: string): Promise<Product> {
  const file = path.join(dataDir, 'bench-api.json')
  const note = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Note) : undefined
  const admin = note?.admin ?? { email: 'bench@example.com', password: randomBase62(24) }
  const child = startScript('../../src/main.ts', {
    ...{ PORT: '0', DATA_DIR: dataDir, LOG_LEVEL: 'warn', SAMPLE_DATA: '1' },
    ...{ BOOTSTRAP_ADMIN_EMAIL: admin.email, BOOTSTRAP_ADMIN_PASSWORD: admin.password },
  })
  const port = Number(await printed(child, /Open http:\/\/localhost:(\d+)/))
  const origin = `http://127.0.0.1:${port}`
  const json = { 'content-type': 'application/json', origin }
  const session = await fetch(`${origin}/api/session`, { method: 'POST', headers: json, body: JSON.stringify(admin) })
  const cookie = session.headers.getSetCookie()[0]?.split(';')[0] ?? ''
  const me = (await read(await fetch(`${origin}/api/me`, { headers: { cookie } }))) as { accounts: Account[] }
  const location = me.accounts.find(({ kind }) => kind === 'location')
  const agency = me.accounts.find(({ kind }) => kind === 'agency')
  if (location === undefined || agency === undefined) throw new Error('no location')
  const made = (await read(
    await fetch(`${origin}/api/accounts/${location.id}/integrations`, {
      method: 'POST',
      headers: { ...json, cookie },
      body: JSON.stringify({ name: 'Bench', description: '', scopes: SCOPES, limits: LIMITS }),
    }),
  )) as { token: { secret: string } }
  const { secret } = made.token
  if (note !== undefined) return { port, secret, ids: note.ids, isFilled: true, noteFilled: () => undefined }
  const wire = { authorization: `Bearer ${secret}`, version: '2021-07-28', 'content-type': 'application/json' }
  const { locationId } = location
  const calendar = (await read(
    await fetch(`${origin}/v2/calendars/`, {
      method: 'POST',
      headers: wire,
      body: JSON.stringify({ locationId, name: 'Bench' }),
    }),
  )) as { calendar: { id: string } }
  const { pipelines } = (await read(
    await fetch(`${origin}/v2/opportunities/pipelines?locationId=${locationId}`, { headers: wire }),
  )) as { pipelines: { id: string }[] }
  const ids = {
    ...{ accountId: location.id, locationId, companyId: agency.locationId },
    ...{ calendarId: calendar.calendar.id, pipelineId: pipelines[0]?.id ?? '' },
  }
  const noteFilled = () => writeFileSync(file, JSON.stringify({ admin, ids } satisfies Note), { mode: 0o600 })
  return { port, secret, ids, isFilled: false, noteFilled }
}

interface Account {
  id: string
  kind: 'agency' | 'location'
  locationId: string
}

async function read(reply: Response): Promise<unknown> {
  if (!reply.ok) throw new Error(`${reply.url} answered ${reply.status}: ${await reply.text()}`)
  return reply.json()
}
