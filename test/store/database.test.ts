import { sql } from 'kysely'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { type Database, openDatabase, type Sql } from '../../src/lib/database.ts'
import { isDatabaseUnavailable } from '../../src/lib/database-error.ts'
import { createTestDatabase, type TestDatabase } from '../support/database.ts'

let testDatabase: TestDatabase
let database: Database

beforeAll(async () => {
  testDatabase = await createTestDatabase()
  ;({ database } = testDatabase)
})
afterAll(() => testDatabase.drop())

const settingOf = async (db: Sql, name: string) =>
  (await sql<{ value: string }>`select current_setting(${name}, true) as value`.execute(db)).rows[0]?.value
const roleOf = async (db: Sql) => (await sql<{ role: string }>`select current_user as role`.execute(db)).rows[0]?.role

/** The test's database as an address, with further parameters. */
function addressWith(parameters: Record<string, string>): string {
  const { host, port, user, password, database: name } = testDatabase.owner as Required<pg.PoolConfig>
  const url = new URL(`postgres://localhost/${name}`)
  url.username = String(user)
  if (password) url.password = String(password)
  for (const [key, value] of Object.entries({ host, port, ...parameters })) {
    if (value !== undefined) url.searchParams.set(key, String(value))
  }
  return url.href
}

describe('every connection', () => {
  test('works as the server’s role, never as the tables’ owner, with all limits set', async () => {
    await database.read('acc_x', async db => {
      expect(await roleOf(db)).toBe('pit_app')
      for (const limit of ['statement_timeout', 'lock_timeout', 'idle_in_transaction_session_timeout']) {
        expect(await settingOf(db, limit), limit).toMatch(/^[1-9]/)
      }
    })
  })

  test('S7: keeps the role and the limits when the address carries options of its own', async () => {
    const connectionString = addressWith({ options: '-c work_mem=5MB -c role=none -c lock_timeout=0' })
    const other = openDatabase({ connection: { connectionString }, role: 'pit_app' })
    await other.read('acc_x', async db => {
      expect(await roleOf(db)).toBe('pit_app')
      expect(await settingOf(db, 'work_mem'), 'the operator’s own option holds').toBe('5MB')
      expect(await settingOf(db, 'lock_timeout')).toBe('2s')
    })
    await other.close()
  })

  test('beside the pool is as limited as those in it, and there when they are all taken', async () => {
    const small = openDatabase({ connection: testDatabase.owner, role: 'pit_app', connectionsMax: 1 })
    const beside = small.beside(1)
    await small.read('acc_x', async () => {
      expect(await beside.read('acc_x', roleOf)).toBe('pit_app')
    })
    await Promise.all([small.close(), beside.close()])
  })
})

describe('a tenant', () => {
  const tenantOf = (db: Sql) => settingOf(db, 'app.account_id')

  test('is entered anew by each piece of work: nobody finds the one before', async () => {
    const small = openDatabase({ connection: testDatabase.owner, role: 'pit_app', connectionsMax: 1 })
    expect(await small.read('acc_1', tenantOf)).toBe('acc_1')
    expect(await small.transact('acc_2', tenantOf)).toBe('acc_2')
    expect(await small.read('acc_3', tenantOf)).toBe('acc_3')
    expect(await small.snapshot('acc_4', tenantOf)).toBe('acc_4')
    await small.close()
  })

  test('is still the right one when a connection is told only what changes', async () => {
    const small = openDatabase({ connection: testDatabase.owner, role: 'pit_app', connectionsMax: 1 })
    const fail = (db: Sql) => sql`select 1 / 0`.execute(db)
    const order = ['acc_1', 'acc_1', '*', 'acc_1', '*', '*'].flatMap(tenant =>
      ['read', 'transact', 'break'].map(how => ({ tenant, how })),
    )
    for (const { tenant, how } of order) {
      if (how === 'read') expect(await small.read(tenant, tenantOf)).toBe(tenant)
      if (how === 'transact') expect(await small.transact(`${tenant}_other`, tenantOf)).toBe(`${tenant}_other`)
      if (how === 'break') {
        await expect(small.read(tenant, fail)).rejects.toThrow('division by zero')
        await expect(small.transact('acc_9', fail)).rejects.toThrow('division by zero')
      }
    }
    // A connection that was lost takes what it was told with it.
    await expect(
      small.read('*', db => sql`select pg_terminate_backend(pg_backend_pid())`.execute(db)),
    ).rejects.toThrow()
    await expect.poll(() => small.read('*', tenantOf).catch(() => undefined)).toBe('*')
    await small.close()
  })

  test('that is the same as before costs no statement', async () => {
    const small = openDatabase({ connection: testDatabase.owner, role: 'pit_app', connectionsMax: 1 })
    const statements = vi.spyOn(pg.Client.prototype, 'query')
    for (let time = 0; time < 5; time++) await small.read('acc_1', tenantOf)
    const entries = statements.mock.calls.filter(([text]) => String(text).includes('set_config'))
    statements.mockRestore()
    await small.close()
    expect(entries).toHaveLength(1)
  })
})

describe('a transaction', () => {
  test('that meets a serialisation failure is run again, three times at most', async () => {
    let runs = 0
    const failing = (times: number) =>
      database.transact('acc_x', async db => {
        if (++runs <= times) await sql`do $$ begin raise exception 'x' using errcode = '40001'; end $$`.execute(db)
        return runs
      })
    expect(await failing(2)).toBe(3)
    runs = 0
    const error = await failing(9).catch((thrown: unknown) => thrown)
    expect(runs).toBe(3)
    expect(isDatabaseUnavailable(error)).toBe(true)
  })

  test('that fails for another reason is not run again', async () => {
    let runs = 0
    const failing = database.transact('acc_x', async () => {
      runs++
      throw new Error('no')
    })
    await expect(failing).rejects.toThrow('no')
    expect(runs).toBe(1)
  })

  test('S83: waits two seconds for a lock, and its failure is our own trouble', async () => {
    const owner = new pg.Client(testDatabase.owner)
    await owner.connect()
    await owner.query('begin')
    await owner.query('lock table setup_codes in access exclusive mode')
    const startedMs = performance.now()
    const error = await database
      .transact('*', db => sql`select 1 from setup_codes`.execute(db))
      .catch((thrown: unknown) => thrown)
    const tookMs = performance.now() - startedMs
    await owner.end()
    expect(isDatabaseUnavailable(error)).toBe(true)
    expect(tookMs).toBeGreaterThan(1800)
    expect(tookMs).toBeLessThan(3000)
  })

  test('sees one moment in a snapshot, whatever others commit meanwhile', async () => {
    const owner = new pg.Client(testDatabase.owner)
    await owner.connect()
    const count = async (db: Sql) =>
      (await sql<{ count: number }>`select count(*) as count from setup_codes`.execute(db)).rows[0]?.count
    const add = () => owner.query(`insert into setup_codes values (gen_random_uuid()::text::bytea, now(), now())`)
    const [before, after] = await database.snapshot('*', async db => {
      const first = await count(db)
      await add()
      return [first, await count(db)]
    })
    expect(after).toBe(before)
    expect(await database.read('*', count)).toBe((before ?? 0) + 1)
    await owner.end()
  })
})

describe('what is asked at once', () => {
  const later = (db: Sql, ms: number, answer: string) =>
    sql<{ answer: string }>`select ${answer} as answer from pg_sleep(${ms / 1000})`.execute(db)

  test('is answered in that order, each with its own answer', async () => {
    const answered: string[] = []
    await database.read('*', db =>
      Promise.all(
        [30, 10, 0].map(async ms => {
          const { rows } = await later(db, ms, `after ${ms}`)
          answered.push(rows[0]?.answer ?? '')
        }),
      ),
    )
    expect(answered).toEqual(['after 30', 'after 10', 'after 0'])
  })

  test('fails each for itself outside of a transaction', async () => {
    const broken = (db: Sql) => sql`select 1 / 0`.execute(db)
    const ends = await database.read('*', db => Promise.allSettled([later(db, 0, 'a'), broken(db), later(db, 0, 'b')]))
    expect(ends.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
  })
})

describe('what comes often', () => {
  const often = (db: Sql) => sql<object>`select * from setup_codes where created_at > ${new Date(0)}`.execute(db)

  test('is planned once for each connection', async () => {
    const small = testDatabase.database.beside(1)
    for (let use = 0; use < 6; use++) await small.read('*', often)
    const { rows } = await small.read('*', db =>
      sql<{ statement: string }>`select statement from pg_prepared_statements`.execute(db),
    )
    expect(rows.filter(({ statement }) => statement.includes('setup_codes'))).toHaveLength(1)
    await small.close()
  })

  test('F24: is not refused after a migration changed its table under the kept plans', async () => {
    const small = testDatabase.database.beside(2)
    const everywhere = () => Promise.all([small.read('*', often), small.transact('*', often)])
    for (let use = 0; use < 6; use++) await everywhere()
    const owner = new pg.Client(testDatabase.owner)
    await owner.connect()
    await owner.query('alter table setup_codes add column added_by_a_migration int')
    await owner.end()
    for (let use = 0; use < 6; use++) await everywhere()
    await small.close()
  })
})

test('a server that nobody answers at is our own trouble', async () => {
  const nobody = openDatabase({ connection: { host: '127.0.0.1', port: 1, user: 'x', database: 'x' } })
  const error = await nobody.read('*', roleOf).catch((thrown: unknown) => thrown)
  expect(isDatabaseUnavailable(error)).toBe(true)
  await nobody.close()
})
