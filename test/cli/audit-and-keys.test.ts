import { mkdtemp, readFile, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { parse } from 'csv-parse/sync'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { randomBase62 } from '../../src/lib/ids.ts'
import { createTestDatabase, type TestDatabase } from '../support/database.ts'
import { Pit } from '../support/pit.ts'
import { createServerProcess, databaseUrl, type ServerProcess } from '../support/server-process.ts'

const key = () => Buffer.from(randomBase62(48)).toString('base64')

let folder: string
let testDatabase: TestDatabase
let server: ServerProcess
let pit: Pit
let token: string

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'pit-audit-'))
  testDatabase = await createTestDatabase()
  const keys = { TOKEN_PEPPER: key(), KEY_ENCRYPTION_KEY: key() }
  server = await createServerProcess(testDatabase, keys)
  await server.start()
  pit = new Pit({ ...keys, DATABASE_URL: databaseUrl(testDatabase), XDG_CONFIG_HOME: folder })
  const made = await pit.data(['integrations', 'create', '--name', '=1+1', '--scopes', 'contacts.readonly'])
  const rotated = await pit.data(['rotate', made.integration.id, '--expire-now', '--yes'])
  token = rotated.token.secret
})

afterAll(async () => {
  await server.stop()
  await testDatabase.drop()
  await rm(folder, { recursive: true, force: true })
})

describe('pit audit', () => {
  it('filters by the names that it prints, whole or short', async () => {
    for (const action of ['rotated', 'private_integration.rotated']) {
      const { stdout } = await pit.run(['audit', '--action', action])
      expect(stdout.split('\n')[1]).toContain(' rotated ')
    }
  })

  it('by who, what and when', async () => {
    const both = ['audit', '--actor', 'operator', '--target', '=1+1']
    expect((await pit.data(both)).items).toHaveLength(2)
    expect((await pit.data([...both, '--to', '2020-01-01'])).items).toEqual([])
  })

  it('an unknown action and a limit of nothing are mistakes of the command line', async () => {
    const unknown = await pit.run(['audit', '--action', 'rotatd'])
    expect([unknown.code, unknown.stderr]).toEqual([2, expect.stringContaining('did you mean rotated?')])
    const none = await pit.run(['audit', '--limit', '0'])
    expect([none.code, none.stderr]).toEqual([2, expect.stringContaining('--limit: must be 1 or more')])
  })

  it('S70: exports all of it, as CSV without formulas and as JSON', async () => {
    const csv = await pit.run(['audit', '--export', 'csv'])
    const rows: string[][] = parse(csv.stdout)
    expect(csv.code).toBe(0)
    expect(rows[0]?.slice(0, 3)).toEqual(['seq', 'at', 'action'])
    expect(rows.flat()).toContain("'=1+1")
    const json = await pit.run(['audit', '--export', 'json', '--action', 'rotated'])
    expect(JSON.parse(json.stdout)).toMatchObject([{ action: 'private_integration.rotated' }])
  })

  it('verifies the chain, and tells a token nothing', async () => {
    expect(await pit.data(['audit', 'verify'])).toMatchObject({ isIntact: true })
    const refused = await pit.run(['audit', 'verify', '--url', server.url], { env: { PIT_TOKEN: token } })
    expect(refused.code).toBe(4)
  })
})

describe('pit api-keys', () => {
  it('makes a key into a file, lists it, drafts what takes its place, and revokes it', async () => {
    await switchOn()
    const file = path.join(folder, 'old-form.key')
    const made = await pit.data(['api-keys', 'create', '--name', "O'Neil $(x)", '--secret-file', file])
    const secret = (await readFile(file, 'utf8')).trim()
    expect((await stat(file)).mode & 0o777).toBe(0o600)
    expect(secret).toMatch(/^lak_/)
    expect(JSON.stringify(made)).not.toContain(secret)
    const call = () => fetch(`${server.url}/v1/contacts`, { headers: { authorization: `Bearer ${secret}` } })
    expect((await call()).status).toBe(200)
    expect((await pit.data(['api-keys', 'list'])).items).toMatchObject([{ name: "O'Neil $(x)" }])
    const { stdout } = await pit.run(['api-keys', 'migrate', made.apiKey.id])
    expect(stdout).toContain(String.raw`--name 'O'\''Neil $(x)'`)
    const asked = await pit.run(['api-keys', 'revoke', made.apiKey.id])
    expect(asked.code).toBe(10)
    await pit.data(['api-keys', 'revoke', made.apiKey.id, '--yes'])
    expect((await call()).status).toBe(401)
  })
})

async function switchOn(): Promise<void> {
  const { database } = testDatabase
  await database.transact('*', db => db.updateTable('accounts').set({ labs: '{"legacyApiKeys":true}' }).execute())
}
