import { randomBytes } from 'node:crypto'
import pg from 'pg'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { EVERY_TENANT } from '../../src/lib/database.ts'
import { KeyError } from '../../src/lib/key-error.ts'
import { createKeys, parseKey } from '../../src/lib/keys.ts'
import { checkKeys, hasKeyChecks } from '../../src/store/key-checks.ts'
import { createTestDatabase, type TestDatabase } from '../support/database.ts'

let testDatabase: TestDatabase
let owner: pg.Client

beforeAll(async () => {
  testDatabase = await createTestDatabase()
  owner = new pg.Client(testDatabase.owner)
  await owner.connect()
})
afterAll(async () => {
  await owner.end()
  await testDatabase.drop()
})

/** As before a first start. */
const forgetKeys = () => owner.query('truncate key_checks')
beforeEach(forgetKeys)

const newKey = () => parseKey('a key', randomBytes(32).toString('base64'))
const check = (material: Parameters<typeof createKeys>[0]) =>
  testDatabase.database.transact(EVERY_TENANT, db => checkKeys(db, createKeys(material)))
const isKnown = () => testDatabase.database.read(EVERY_TENANT, hasKeyChecks)
const pair = () => ({ pepper: newKey(), keyEncryptionKey: newKey() })

describe('F26: the keys of a database', () => {
  test('F26: are those of its first start, at every later one', async () => {
    const keys = pair()
    expect(await isKnown()).toBe(false)
    await check(keys)
    expect(await isKnown()).toBe(true)
    await expect(check(keys)).resolves.toBeUndefined()
  })

  test.each([
    ['TOKEN_PEPPER', { pepper: newKey() }],
    ['KEY_ENCRYPTION_KEY', { keyEncryptionKey: newKey() }],
  ])(
    'F26: another %s stops the start, named in one sentence with the remedy, and overwrites nothing',
    async (name, other) => {
      const keys = pair()
      await check(keys)
      await expect(check({ ...keys, ...other })).rejects.toThrow(KeyError)
      await expect(check({ ...keys, ...other })).rejects.toThrow(
        new RegExp(`^${name} is not the key that this database was made with: put the old key back`),
      )
      await expect(check(keys)).resolves.toBeUndefined()
    },
  )

  test('F26: a new pepper is taken beside the previous one, and then stands alone', async () => {
    const keys = pair()
    await check(keys)
    const next = { ...keys, pepper: newKey() }
    await check({ ...next, previousPepper: keys.pepper })
    await expect(check(next)).resolves.toBeUndefined()
    await expect(check({ ...keys, pepper: newKey() })).rejects.toThrow(/^TOKEN_PEPPER/)
  })

  test('F26: the two keys are not taken for one another', async () => {
    const keys = pair()
    await check(keys)
    await expect(check({ pepper: keys.keyEncryptionKey, keyEncryptionKey: keys.pepper })).rejects.toThrow(
      /^TOKEN_PEPPER/,
    )
  })

  test('F26: of two first starts at once with different keys one is refused: a database has one pepper', async () => {
    for (let round = 0; round < 5; round++) {
      await forgetKeys()
      const results = await Promise.allSettled([pair(), pair(), pair()].map(check))
      expect(results.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected', 'rejected'])
    }
  })

  test('carry no key into the database: neither whole nor as a known hash', async () => {
    const keys = pair()
    await check(keys)
    const { rows } = await owner.query(`select k::text as text from key_checks k`)
    expect(rows).toHaveLength(2)
    for (const { bytes } of Object.values(keys)) {
      for (const { text } of rows) expect(text).not.toContain(bytes.toString('hex'))
    }
  })
})
