import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import pg from 'pg'
import { from as copyFrom } from 'pg-copy-streams'
import { systemClock } from '../../src/lib/clock.ts'
import { randomBase62, randomIds } from '../../src/lib/ids.ts'
import type { Keys } from '../../src/lib/keys.ts'
import { newSecret } from '../../src/lib/secrets.ts'
import { accessMac, tokenMac } from '../../src/store/row-macs.ts'

/** A token whose secret the benchmark knows. */
export interface KnownToken {
  secret: string
  accountId: string
  integrationId: string
}

const TOKENS_PER_ACCOUNT = 100
const TEMPLATES = [
  ['contacts.readonly'],
  ['contacts.readonly', 'contacts.write'],
  ['contacts.readonly', 'opportunities.readonly', 'calendars.readonly'],
  ['private-integrations.verify', 'contacts.readonly'],
]
/** An hour ago: tokens of last year would all be overdue, and the timers that say so would share the machine with what is measured. */
const AT = new Date(systemClock.now().getTime() - 3_600_000).toISOString()

/** Writes accounts, integrations and tokens as the server would have, and gives the secrets of up to `known` of them, spread over all. */
export async function fillTokens(
  connection: pg.PoolConfig,
  keys: Keys,
  { count, known }: { count: number; known: number },
): Promise<KnownToken[]> {
  const client = new pg.Client(connection)
  await client.connect()
  try {
    const accountIds = await insertAccounts(client, Math.max(1, Math.round(count / TOKENS_PER_ACCOUNT)))
    const rows = { integrations: [] as string[], tokens: [] as string[] }
    const tokens: KnownToken[] = []
    const every = Math.max(1, Math.floor(count / known))
    for (let number = 0; number < count; number++) {
      const made = makeRows(keys, accountIds[number % accountIds.length] ?? '', number)
      rows.integrations.push(made.integration)
      rows.tokens.push(made.token)
      if (number % every === 0 && tokens.length < known) tokens.push(made.known)
      if (rows.tokens.length === 20_000) await flush(client, rows)
    }
    await flush(client, rows)
    await client.query('vacuum analyze integrations, tokens, accounts')
    return tokens
  } finally {
    await client.end()
  }
}

async function insertAccounts(client: pg.Client, count: number): Promise<string[]> {
  const agencyId = randomIds.next('acc')
  const insert = `insert into accounts (id, kind, parent_id, name, wire_id, created_at, updated_at)`
  await client.query(`${insert} values ($1, 'agency', null, 'Bench agency', $2, $3, $3)`, [
    agencyId,
    randomIds.nextWireId(),
    AT,
  ])
  const ids = Array.from({ length: count }, () => randomIds.next('acc'))
  await client.query(
    `${insert} select id, 'location', $1, 'Bench location', wire_id, $4, $4 from unnest($2::text[], $3::text[]) as made (id, wire_id)`,
    [agencyId, ids, ids.map(() => randomIds.nextWireId()), AT],
  )
  return ids
}

function makeRows(keys: Keys, accountId: string, number: number) {
  const secret = newSecret('pit_')
  const [hashed] = keys.hashesOf(secret)
  if (hashed === undefined) throw new Error('no pepper')
  const scopes = TEMPLATES[number % TEMPLATES.length] ?? []
  const id = randomIds.next('int')
  const access = { id, accountId, scopes, accessVersion: 1, limits: LIMITS, allowedIps: [] }
  const token = { id: randomIds.next('tok'), accountId, integrationId: id, role: 'current' as const }
  const mac = tokenMac(keys, { ...token, secretHash: hashed.hash }, 1)
  return {
    known: { secret, accountId, integrationId: id },
    integration: line(
      ...[accountId, id, `Integration ${number}`, `{${scopes.join(',')}}`, '1', bytea(accessMac(keys, access))],
      ...[JSON.stringify(LIMITS), '{}', '1', CREATED_BY, AT, AT],
    ),
    token: line(
      ...[accountId, token.id, id, bytea(hashed.hash), hashed.pepperId, secret.slice(-4), 'current', bytea(mac)],
      ...[CREATED_BY, AT],
    ),
  }
}

/** A benchmark asks more of a token than any caller may by default. */
const LIMITS = { perTenSeconds: 1_000_000, perDay: 1_000_000_000 }
const CREATED_BY = JSON.stringify({ kind: 'system', name: `bench ${randomBase62(4)}` })

const line = (...columns: string[]) => `${columns.join('\t')}\n`
const bytea = (bytes: Buffer) => String.raw`\\x${bytes.toString('hex')}`

async function flush(client: pg.Client, rows: { integrations: string[]; tokens: string[] }): Promise<void> {
  await copy(client, INTEGRATIONS, rows.integrations.splice(0))
  await copy(client, TOKENS, rows.tokens.splice(0))
}

const INTEGRATIONS = `integrations (account_id, id, name, scopes, access_version, access_mac, limits, allowed_ips, version, created_by, created_at, updated_at)`
const TOKENS = `tokens (account_id, id, integration_id, secret_hash, pepper_id, last4, role, row_mac, created_by, created_at)`

async function copy(client: pg.Client, into: string, lines: string[]): Promise<void> {
  if (lines.length > 0) await pipeline(Readable.from(lines.join('')), client.query(copyFrom(`copy ${into} from stdin`)))
}
