import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import pg from 'pg'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../support/database.ts'
import { Pit } from '../support/pit.ts'
import { createServerProcess, type ServerProcess } from '../support/server-process.ts'

const ROWS = 6000

let testDatabase: TestDatabase
let server: ServerProcess
let owner: pg.Client
let folder: string
beforeAll(async () => {
  testDatabase = await createTestDatabase()
  folder = await mkdtemp(path.join(tmpdir(), 'pit-import-'))
  server = await createServerProcess(testDatabase)
  await server.start()
  owner = new pg.Client(testDatabase.owner)
  await owner.connect()
})
afterAll(async () => {
  await server.stop()
  await owner.end()
  await testDatabase.drop()
  await rm(folder, { recursive: true, force: true })
})

const rowsDone = async () =>
  Number((await owner.query('select rows_done from contact_imports')).rows[0]?.rows_done ?? 0)

test('F1: an import whose server was killed goes on behind its last row; no row is lost and none doubles', async () => {
  const file = path.join(folder, 'people.csv')
  // Half of them have neither e-mail nor phone: nothing but the row's number keeps them from doubling.
  const lines = Array.from({ length: ROWS }, (_, row) => `Person ${row},${row % 2 === 0 ? '' : `p${row}@kill.test`}`)
  await writeFile(file, `name,email\n${lines.join('\n')}\nBad Row,not an e-mail\n`)
  const pit = new Pit({ PIT_URL: server.url, XDG_CONFIG_HOME: folder, DATA_DIR: path.join(folder, 'nothing') })
  const signedIn = await pit.run(['sign-in', '--email', server.admin.email], { input: `${server.admin.password}\n` })
  expect(signedIn.code).toBe(0)
  const cut = pit.run(['import', file, '--json'])
  await vi.waitFor(async () => expect(await rowsDone()).toBeGreaterThan(0), { timeout: 20_000, interval: 10 })
  await server.kill()
  expect((await cut).code).toBe(8)
  const before = await rowsDone()
  expect(before).toBeLessThan(ROWS)
  await server.start()
  const ended = await pit.run(['import', file, '--json', '--errors', path.join(folder, 'errors.csv')])
  expect([ended.code, ended.stderr]).toEqual([9, ''])
  expect(ended.json().import).toMatchObject({ state: 'finished', rowsDone: ROWS + 1, created: ROWS, failed: 1 })
  const { rows } = await owner.query('select count(*)::int as n, count(distinct name)::int as names from crm_contacts')
  expect(rows).toEqual([{ n: ROWS, names: ROWS }])
  const { rows: told } = await owner.query(
    `select count(distinct body ->> 'id')::int as n, count(*)::int as all from events where type = 'ContactCreate'`,
  )
  expect(told).toEqual([{ n: ROWS, all: ROWS }])
  expect(await readFile(path.join(folder, 'errors.csv'), 'utf8')).toContain(
    `${ROWS + 2},email,not an e-mail,must be an email`,
  )
})
