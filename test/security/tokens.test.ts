import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { deleteIntegration } from '../../src/actions/integration-switches.ts'
import { editIntegration } from '../../src/actions/integrations.ts'
import { rotateToken } from '../../src/actions/rotations.ts'
import { TOKEN_PREFIX } from '../../src/domain/token.ts'
import { fixedClock } from '../../src/lib/clock.ts'
import { randomBase62 } from '../../src/lib/ids.ts'
import { createKeys, parseKey } from '../../src/lib/keys.ts'
import { isWellFormedSecret, newSecret, sha256 } from '../../src/lib/secrets.ts'
import { createTestDatabase, type TestDatabase } from '../support/database.ts'
import { newIntegration, OPERATOR, setUpAccounts } from '../support/integration.ts'
import { testKeys } from '../support/keys.ts'
import { startTestNode, type TestNode } from '../support/node.ts'

const clock = fixedClock()
const keys = testKeys()
let testDatabase: TestDatabase
let node: TestNode
let owner: pg.Client
let accountId: string

beforeAll(async () => {
  testDatabase = await createTestDatabase()
  node = await startTestNode(testDatabase, { clock, keys })
  accountId = (await setUpAccounts(node.deps)).location.id
  owner = new pg.Client(testDatabase.owner)
  await owner.connect()
})

afterAll(async () => {
  await owner.end()
  await node.stop()
  await testDatabase.drop()
})

const isAccepted = (secret: string, by = node) => by.verifier.check(secret, {}).ok

describe('S10: a token is found by one regex and checked offline', () => {
  const PATTERN = /^pit_[0-9A-Za-z]{38}$/

  test('S10: 100,000 tokens, each of the shape, each with a fitting checksum, no two alike', () => {
    const secrets = new Set(Array.from({ length: 100_000 }, () => newSecret(TOKEN_PREFIX)))
    expect(secrets.size).toBe(100_000)
    for (const secret of secrets) {
      if (!PATTERN.test(secret) || !isWellFormedSecret(TOKEN_PREFIX, secret)) expect.fail('a malformed token')
    }
  })

  test('S10: of 200,000 random strings of that shape none passes', () => {
    let passed = 0
    for (let i = 0; i < 200_000; i++) if (isWellFormedSecret(TOKEN_PREFIX, TOKEN_PREFIX + randomBase62(38))) passed++
    expect(passed).toBe(0)
  })

  test('S10: one wrong character anywhere is noticed without a look-up', () => {
    const secret = newSecret(TOKEN_PREFIX)
    for (let at = 0; at < secret.length; at++) {
      const other = secret[at] === 'x' ? 'y' : 'x'
      expect(isWellFormedSecret(TOKEN_PREFIX, secret.slice(0, at) + other + secret.slice(at + 1))).toBe(false)
    }
  })
})

describe('S12: whoever reads the database holds no token', () => {
  test('S12: nothing in any column is accepted as a token, alone or behind the prefix', async () => {
    const { ref, secret } = await newIntegration(node.deps, accountId)
    const { shown } = await rotateToken(node.deps, OPERATOR, { ...ref, old: 'expireLater' })
    const texts = await everyText()
    expect(texts.size).toBeGreaterThan(50)
    for (const text of texts) {
      for (const canary of [secret, shown.secret])
        if (text.includes(canary)) expect.fail('a secret stands in the database')
      for (const guess of [text, TOKEN_PREFIX + text, TOKEN_PREFIX + Buffer.from(text).toString('base64url')]) {
        if (isAccepted(guess)) expect.fail('a value of the database was accepted as a token')
      }
    }
  })

  async function everyText(): Promise<Set<string>> {
    const { rows: tables } = await owner.query<{ name: string }>(
      `select quote_ident(table_name) as name from information_schema.tables where table_schema = 'public'`,
    )
    const texts = new Set<string>()
    for (const { name } of tables) {
      const { rows } = await owner.query<Record<string, unknown>>(`select * from ${name}`)
      for (const value of rows.flatMap(row => Object.values(row))) {
        if (Buffer.isBuffer(value))
          for (const code of ['hex', 'base64', 'latin1'] as const) texts.add(value.toString(code))
        else if (value !== null) texts.add(typeof value === 'string' ? value : JSON.stringify(value))
      }
    }
    return texts
  }
})

describe('S13: whoever writes to the database can neither mint nor widen', () => {
  /** What a node that loads the changed rows accepts: both a fresh start and a change heard of are tried. */
  async function isAcceptedAfterReload(secret: string): Promise<boolean> {
    const fresh = await startTestNode(testDatabase, { clock, keys })
    const verdict = isAccepted(secret, fresh)
    await fresh.stop()
    return verdict
  }

  test('S13: a row inserted for a known secret, hashed without the pepper, is refused', async () => {
    const { ref } = await newIntegration(node.deps, accountId)
    const secret = newSecret(TOKEN_PREFIX)
    await owner.query(`update tokens set ended_at = now() where integration_id = $1`, [ref.integrationId])
    await owner.query(
      `insert into tokens (account_id, id, integration_id, secret_hash, pepper_id, last4, role, row_mac, created_by, created_at)
       values ($1, $2, $3, $4, 'x', 'xxxx', 'current', $5, '{}', now())`,
      [accountId, `tok_${randomBase62(20)}`, ref.integrationId, sha256(secret), sha256('made up')],
    )
    expect(await isAcceptedAfterReload(secret)).toBe(false)
  })

  test.each([
    ['widened scopes', `update integrations set scopes = array['contacts.readonly', 'contacts.write'] where id = $1`],
    ['an expiry taken away', `update integrations set expires_at = null where id = $1`],
    ['an IP list taken away', `update integrations set allowed_ips = '{}' where id = $1`],
    ['a disabled mark taken away', `update integrations set disabled_at = null where id = $1`],
    ['another account', `update tokens set ends_at = now() + interval '9 years' where integration_id = $1`],
  ])('S13: %s makes the token refused, not stronger', async (_what, statement) => {
    const { ref, secret } = await newIntegration(node.deps, accountId)
    await owner.query(
      `update integrations set allowed_ips = array['203.0.113.9'], expires_at = '2030-01-01', disabled_at = '2026-01-01' where id = $1`,
      [ref.integrationId],
    )
    await owner.query(statement, [ref.integrationId])
    expect(await isAcceptedAfterReload(secret)).toBe(false)
  })

  test('S13: clearing the end mark of a dead token does not bring it back', async () => {
    const { ref, secret: old } = await newIntegration(node.deps, accountId)
    const before = await owner.query<{ row_mac: Buffer }>('select row_mac from tokens where integration_id = $1', [
      ref.integrationId,
    ])
    await rotateToken(node.deps, OPERATOR, { ...ref, old: 'expireNow' })
    await owner.query('update tokens set ended_at = now() where integration_id = $1 and ended_at is null', [
      ref.integrationId,
    ])
    await owner.query(
      `update tokens set ended_at = null, ended_why = null, row_mac = $2 where integration_id = $1 and ended_why = 'replaced'`,
      [ref.integrationId, before.rows[0]?.row_mac],
    )
    expect(await isAcceptedAfterReload(old)).toBe(false)
  })
})

describe('S13: nothing is built on rows that this server did not write', () => {
  test.each([
    ['widened scopes', `update integrations set scopes = array['contacts.readonly', 'contacts.write'] where id = $1`],
    ['a longer life', `update tokens set ends_at = now() + interval '9 years' where integration_id = $1`],
    ['another role', `update tokens set role = 'retiring', rotation_started_at = now() where integration_id = $1`],
  ])('S13: after %s an edit is refused, the token stays refused, and deleting works', async (_what, statement) => {
    const { ref, secret } = await newIntegration(node.deps, accountId)
    await owner.query(statement, [ref.integrationId])
    const edit = editIntegration(node.deps, OPERATOR, { ...ref, change: { description: 'harmless' } })
    await expect(edit).rejects.toMatchObject({ code: 'integration_tampered' })
    const fresh = await startTestNode(testDatabase, { clock, keys })
    expect(isAccepted(secret, fresh)).toBe(false)
    await fresh.stop()
    await deleteIntegration(node.deps, OPERATOR, ref)
    expect(isAccepted(secret)).toBe(false)
  })
})

describe('S81: a pepper is replaced under its tokens', () => {
  test('S81: tokens and rows of the previous pepper stay valid, and what is written anew is under the new one', async () => {
    const material = () => parseKey('test key', randomBase62(64))
    const [first, second, keyEncryptionKey] = [material(), material(), material()]
    const before = await startTestNode(testDatabase, { clock, keys: createKeys({ pepper: first, keyEncryptionKey }) })
    const { ref, secret } = await newIntegration(before.deps, accountId)
    await before.stop()
    const both = createKeys({ pepper: second, previousPepper: first, keyEncryptionKey })
    const between = await startTestNode(testDatabase, { clock, keys: both })
    expect(isAccepted(secret, between)).toBe(true)
    const { shown } = await rotateToken(between.deps, OPERATOR, { ...ref, old: 'expireLater' })
    expect([secret, shown.secret].map(one => isAccepted(one, between))).toEqual([true, true])
    await between.stop()
    const after = await startTestNode(testDatabase, { clock, keys: createKeys({ pepper: second, keyEncryptionKey }) })
    expect(isAccepted(shown.secret, after)).toBe(true)
    expect(isAccepted(secret, after), 'its hash is under the pepper that is gone').toBe(false)
    await after.stop()
  })
})

describe('S16: a refusal does not say why', () => {
  test('S16: looking up a secret costs the same whatever prefix it shares with a real one', async () => {
    const { secret } = await newIntegration(node.deps, accountId)
    interleaved(secret)
    const [nearNs, farNs] = interleaved(secret)
    expect(Math.abs(welchT(nearNs, farNs))).toBeLessThan(4.5)
  })

  function wellFormedNear(secret: string): string {
    // The hash of a near secret is as far away as any other; what could leak is the comparison of the text itself.
    for (;;) {
      const candidate = newSecret(secret.slice(0, 8)).slice(0, secret.length)
      if (candidate !== secret) return candidate
    }
  }

  /**
   * Both kinds take turns in random order, so that neither meets a warmer or busier machine. All is made before the first
   * look-up is timed, and every secret is a new one: asked twice, the place of its hash in memory would count as its kind.
   */
  function interleaved(secret: string): [number[], number[]] {
    const made = Array.from({ length: 20_000 }, () => {
      const kind: 0 | 1 = Math.random() < 0.5 ? 0 : 1
      const [hashed] = keys.hashesOf(kind === 0 ? wellFormedNear(secret) : newSecret(TOKEN_PREFIX))
      return { kind, hash: hashed?.hash ?? Buffer.alloc(32) }
    })
    // Side by side in memory: where a hash came to lie when it was made would count as its kind, too.
    const calls = made.map(({ kind, hash }) => ({ kind, hash: Buffer.from(hash) }))
    const times: [number[], number[]] = [[], []]
    for (const { kind, hash } of calls) {
      const startedNs = process.hrtime.bigint()
      node.follower.index.find(hash)
      times[kind].push(Number(process.hrtime.bigint() - startedNs))
    }
    return [trimmed(times[0]), trimmed(times[1])]
  }

  /** Without the slowest tenth: garbage collection and other processes say nothing about the code. */
  const trimmed = (times: number[]) => times.sort((a, b) => a - b).slice(0, Math.floor(times.length * 0.9))

  function welchT(a: number[], b: number[]): number {
    const [meanA, meanB] = [mean(a), mean(b)]
    return (meanA - meanB) / Math.sqrt(variance(a, meanA) / a.length + variance(b, meanB) / b.length)
  }
  const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length
  const variance = (values: number[], at: number) =>
    values.reduce((sum, value) => sum + (value - at) ** 2, 0) / (values.length - 1)
})

describe('S17: our own trouble is never the token’s fault', () => {
  test('S17: a node that lost its lease answers “unavailable” to good and unknown tokens alike', async () => {
    const { secret } = await newIntegration(node.deps, accountId)
    const other = await startTestNode(testDatabase, { clock, keys })
    expect(isAccepted(secret, other)).toBe(true)
    await other.follower.stop()
    expect(other.verifier.check(secret, {})).toEqual({ ok: false, reason: 'unavailable' })
    expect(other.verifier.check(newSecret(TOKEN_PREFIX), {})).toEqual({ ok: false, reason: 'unavailable' })
    await other.stop()
  })
})

describe('S7: the second wall', () => {
  test('S7: without an account entered, the server’s role sees no row of any tenant table', async () => {
    await newIntegration(node.deps, accountId)
    const client = new pg.Client({ ...testDatabase.owner, options: '-c role=pit_app' })
    await client.connect()
    for (const table of await tenantTables()) {
      const { rows } = await client.query(`select count(*)::int as count from ${table}`)
      expect(rows[0].count, table).toBe(0)
    }
    await client.end()
  })

  test('S7: every table with an account_id has row-level security and a policy', async () => {
    const { rows } = await owner.query<{ name: string }>(
      `select c.relname as name from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attname = 'account_id'
       where c.relkind in ('r', 'p') and c.relnamespace = 'public'::regnamespace
         and (not c.relrowsecurity or not exists (select 1 from pg_policy p where p.polrelid = c.oid))`,
    )
    expect(rows).toEqual([])
  })

  test('S82: the server’s role can neither change nor remove an audit entry', async () => {
    const client = new pg.Client({ ...testDatabase.owner, options: '-c role=pit_app' })
    await client.connect()
    for (const statement of [
      'update audit_entries set action = $$x$$',
      'delete from audit_entries',
      'truncate audit_entries',
    ]) {
      await expect(client.query(statement)).rejects.toMatchObject({ code: '42501' })
    }
    await client.end()
  })

  async function tenantTables(): Promise<string[]> {
    const { rows } = await owner.query<{ name: string }>(
      `select table_name as name from information_schema.columns where column_name = 'account_id' and table_schema = 'public'`,
    )
    return rows.map(row => row.name)
  }
})
