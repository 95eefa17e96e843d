import { existsSync, openSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../support/database.ts'
import { openLedger } from '../support/ledger.ts'
import { createServerProcess } from '../support/server-process.ts'

const FULL = '/dev/full'
let testDatabase: TestDatabase

beforeAll(async () => {
  testDatabase = await createTestDatabase()
})
afterAll(() => testDatabase.drop())

describe.skipIf(!existsSync(FULL))('F10: where the log is written nothing can be written (needs /dev/full)', () => {
  test('F10: the server starts, serves and stops as ever', async () => {
    const server = await createServerProcess(testDatabase, { LOG_LEVEL: 'debug' }, openSync(FULL, 'w'))
    await server.start()
    const client = await openLedger(server)
    for (let round = 0; round < 50; round++) await client.createContact()
    await client.rotateNow()
    expect(client.ledger.contacts).toHaveLength(50)
    expect(await server.stop()).toBe(0)
  })
})
