import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../support/database.ts'
import { type LedgerClient, openLedger } from '../support/ledger.ts'
import { closedPort, openPostOffice, type PostOffice } from '../support/post-office.ts'
import { createServerProcess, type ServerProcess } from '../support/server-process.ts'

const MAIL_FROM = 'Referins <no-reply@referins.example>'

let testDatabase: TestDatabase
let server: ServerProcess
let client: LedgerClient
let owner: pg.Client
let post: PostOffice | undefined
let port: number

beforeAll(async () => {
  testDatabase = await createTestDatabase()
  port = await closedPort()
  server = await createServerProcess(testDatabase, { SMTP_URL: `smtp://127.0.0.1:${port}`, MAIL_FROM })
  await server.start()
  client = await openLedger(server)
  owner = new pg.Client(testDatabase.owner)
  await owner.connect()
})
afterAll(async () => {
  await server.stop()
  await post?.close()
  await owner.end()
  await testDatabase.drop()
})

/** The integration's token comes of age, and the hourly look at ages is due. */
async function age(days: number): Promise<void> {
  await owner.query(
    `update tokens set created_at = clock_timestamp() - make_interval(days => $1) where integration_id = $2`,
    [days, client.integrationId],
  )
  await owner.query('delete from timer_turns')
}

const mails = async () =>
  (await owner.query<{ isSent: boolean; tries: number }>('select sent_at is not null as "isSent", tries from mails'))
    .rows

test('F20: while the mail server is away letters wait in the database through kill -9, no request waits for them, and each arrives once', async () => {
  await age(90)
  await expect.poll(async () => (await mails()).map(({ tries }) => tries > 0), { timeout: 20_000 }).toEqual([true])
  const startedMs = performance.now()
  expect((await client.api('GET', `/accounts/${client.accountId}/notifications`)).status).toBe(200)
  expect(performance.now() - startedMs).toBeLessThan(1000)

  await server.kill()
  post = await openPostOffice(port)
  // What would take a minute takes none.
  await owner.query('update mails set next_try_at = clock_timestamp(), lease_until = null')
  await server.start()
  await expect.poll(() => post?.letters.length, { timeout: 20_000 }).toBe(1)
  const [letter] = post.letters
  expect(letter?.subject).toContain('Rotation of “Ledger” is due')
  expect(letter?.text).toContain('has been due for rotation since')
  expect(letter?.html).toContain('Ledger')
  expect(`${letter?.text}${letter?.html}`).not.toMatch(/https?:|href/)
  await expect.poll(async () => (await mails()).map(({ isSent }) => isSent), { timeout: 20_000 }).toEqual([true])

  // Nothing of it comes again, and the next stage is told in its turn.
  await age(97)
  await expect.poll(() => post?.letters.length, { timeout: 20_000 }).toBe(2)
  expect(post.letters[1]?.text).toContain('7 days')
})
