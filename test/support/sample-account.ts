import type { TestServer } from './server.ts'

/** An integration as a sample: how old its token is in days, and how often it called in the last week. */
interface Sample {
  name: string
  description: string
  scopes: string[]
  ageDays: number
  calls: number
  /** Days since its token was rotated with an overlap of a week. */
  rotatedDaysAgo?: number
}

const SAMPLES: readonly Sample[] = [
  {
    ...{ name: 'Old data studio test', description: '', ageDays: 63, calls: 0 },
    scopes: ['contacts.readonly'],
  },
  {
    ...{ name: 'CRM importer', description: 'Creates contacts from our sales pipeline.', ageDays: 80, calls: 14 },
    scopes: ['contacts.readonly', 'contacts.write', 'opportunities.readonly'],
  },
  {
    ...{ name: 'Website widget', description: 'Shows free appointments on our site.', ageDays: 41, calls: 38 },
    scopes: ['contacts.readonly', 'calendars.readonly', 'calendars/events.readonly', 'calendars/events.write'],
  },
  {
    ...{ name: 'Payroll export', description: 'Monthly hours to the payroll provider.', ageDays: 97, calls: 5 },
    scopes: ['contacts.readonly', 'users.readonly'],
  },
  {
    ...{ name: 'Warehouse sync', description: 'Sends new contacts to the warehouse every hour.', ageDays: 92 },
    ...{ calls: 24, rotatedDaysAgo: 2 },
    scopes: ['contacts.readonly', 'contacts.write', 'locations.readonly'],
  },
]

const DAY_MS = 86_400_000
const WEEK_MS = 7 * DAY_MS

/** Fills the location with integrations of all states, and a week of calls, by moving the clock. It ends where it was. */
export async function fillSampleAccount(server: TestServer): Promise<Map<string, string>> {
  const nowMs = server.clock.now().getTime()
  const at = (ms: number) => server.clock.set(new Date(ms))
  const ids = new Map<string, string>()
  const calls: { atMs: number; secret: string }[] = []
  for (const sample of SAMPLES.toSorted((a, b) => b.ageDays - a.ageDays)) {
    at(nowMs - sample.ageDays * DAY_MS - 3_600_000)
    const { name, description, scopes } = sample
    const made = await post(server, '', { name, description, scopes })
    ids.set(name, made.integration.id)
    const times = Array.from(
      { length: sample.calls },
      (_, call) => nowMs - WEEK_MS + (call + 0.6) * (WEEK_MS / sample.calls),
    )
    calls.push(...times.map(atMs => ({ atMs, secret: made.token.secret })))
  }
  for (const sample of SAMPLES) {
    if (sample.rotatedDaysAgo === undefined) continue
    at(nowMs - sample.rotatedDaysAgo * DAY_MS)
    const { token } = await post(server, `/${ids.get(sample.name)}/rotate`, { old: 'expireLater' })
    calls.push({ atMs: nowMs - 240_000, secret: token.secret })
  }
  for (const { atMs, secret } of calls.toSorted((a, b) => a.atMs - b.atMs)) {
    at(atMs)
    await server.v2(secret, 'GET', `/contacts/?locationId=${server.account.locationId}`)
  }
  at(nowMs)
  return ids
}

interface Made {
  integration: { id: string }
  token: { secret: string }
}

async function post(server: TestServer, path: string, body: unknown): Promise<Made> {
  const reply = await server.api('POST', `/accounts/${server.account.id}/integrations${path}`, body)
  if (reply.status !== 201) throw new Error(`sample data: ${reply.status} ${await reply.text()}`)
  return (await reply.json()) as Made
}
