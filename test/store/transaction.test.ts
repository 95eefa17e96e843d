import { Kysely, PostgresDialect, sql } from 'kysely'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Database, openDatabase, type Sql } from '../../src/lib/database.ts'
import { guardedPool } from '../../src/lib/guarded-pool.ts'
import { randomBase62 } from '../../src/lib/ids.ts'
import { onOneConnection } from '../../src/lib/one-connection.ts'
import { runTransaction, type Sent } from '../../src/lib/transaction.ts'
import { createTestDatabase, type TestDatabase } from '../support/database.ts'

let testDatabase: TestDatabase
let database: Database

beforeAll(async () => {
  testDatabase = await createTestDatabase()
  ;({ database } = testDatabase)
})
afterAll(() => testDatabase.drop())

const code = (name: string) => Buffer.from(`${name} ${randomBase62(12)}`)
const write = (db: Sql, hash: Buffer) => sql`insert into setup_codes values (${hash}, now(), now())`.execute(db)
const isThere = async (hash: Buffer) => {
  const found = await database.read('*', db => sql`select 1 from setup_codes where code_hash = ${hash}`.execute(db))
  return found.rows.length === 1
}

describe('a write whose answer nobody waits for', () => {
  test('is there for what is asked after it, and for good after the commit', async () => {
    const hash = code('kept')
    const seen = await database.transact('*', async (db, sent) => {
      sent(write(db, hash))
      return (await sql`select 1 from setup_codes where code_hash = ${hash}`.execute(db)).rows.length
    })
    expect(seen).toBe(1)
    expect(await isThere(hash)).toBe(true)
  })

  test('takes all others with it when it fails, and its failure is what the transaction throws', async () => {
    const hash = code('undone')
    const last = database.transact('*', async (db, sent) => {
      sent(write(db, hash))
      sent(write(db, hash))
    })
    await expect(last).rejects.toMatchObject({ code: '23505' })
    const middle = database.transact('*', async (db, sent) => {
      sent(write(db, hash))
      sent(write(db, hash))
      await sql`select 1`.execute(db)
    })
    await expect(middle).rejects.toMatchObject({ code: '23505' })
    expect(await isThere(hash)).toBe(false)
  })

  test('leaves the error alone that the work itself meets', async () => {
    const hash = code('refused')
    const work = database.transact('*', async (db, sent) => {
      sent(write(db, hash))
      throw new Error('no')
    })
    await expect(work).rejects.toThrow('no')
    expect(await isThere(hash)).toBe(false)
  })

  test('is run again with its transaction after a serialisation failure', async () => {
    let runs = 0
    await database.transact('*', async (db, sent) => {
      if (++runs < 3) sent(sql`do $$ begin raise exception 'x' using errcode = '40001'; end $$`.execute(db))
    })
    expect(runs).toBe(3)
  })
})

describe('a transaction that has yet to begin', () => {
  const tenantRow = (db: Sql) =>
    db
      .selectFrom(sql<{ tenant: string }>`(select current_setting('app.account_id', true) as tenant)`.as('entered'))
      .selectAll()
      .executeTakeFirst()
  test('sends its first reads along, and they see its own tenant’s rows', async () => {
    const small = openDatabase({ connection: testDatabase.owner, role: 'pit_app', connectionsMax: 1 })
    await small.read('acc_1', tenantRow)
    const together = await small.transact('acc_2', db => Promise.all([tenantRow(db), tenantRow(db)]))
    expect(together).toEqual([{ tenant: 'acc_2' }, { tenant: 'acc_2' }])
    await small.close()
  })

  test('holds its writes back until it has begun: one that can’t leaves nothing behind', async () => {
    const hash = code('never')
    const pool = new pg.Pool({ ...testDatabase.owner, pipeline: true })
    const dialect = new PostgresDialect({ pool: guardedPool(pool, 5000) })
    const run = (begin: string, work: (db: Sql, sent: Sent) => Promise<unknown>) =>
      onOneConnection<never, unknown>(new Kysely({ dialect }), dialect, (db, gatedBy) =>
        runTransaction({ db, gatedBy }, begin, work),
      )
    await expect(run('begin nonsense', async (db, sent) => sent(write(db, hash)))).rejects.toThrow('syntax error')
    const reading = run('begin nonsense', async db => {
      await tenantRow(db)
      await write(db, hash).catch(() => {})
      await tenantRow(db)
    })
    await expect(reading).rejects.toThrow('syntax error')
    expect(await isThere(hash)).toBe(false)
    await run('begin', async (db, sent) => sent(write(db, hash)))
    expect(await isThere(hash)).toBe(true)
    await pool.end()
  })

  test('takes nothing more once its work has failed', async () => {
    const hash = code('late')
    let late: Promise<unknown> = Promise.resolve()
    const failed = database.transact('*', async db => {
      late = new Promise(resolve => setTimeout(resolve, 50)).then(() => write(db, hash))
      late.catch(() => {})
      throw new Error('no')
    })
    await expect(failed).rejects.toThrow('no')
    await expect(late).rejects.toThrow('the transaction is over')
    expect(await isThere(hash)).toBe(false)
  })
})
