import { mkdtemp, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { expect, test } from 'vitest'
import { createTestDatabase } from '../support/database.ts'
import { createServerProcess } from '../support/server-process.ts'

test('starts on an outside server from nothing: the folder of its keys is made, for the owner alone', async () => {
  const testDatabase = await createTestDatabase()
  const folder = await mkdtemp(path.join(tmpdir(), 'pit-outside-'))
  const dataDir = path.join(folder, 'not', 'there')
  const unset = { TOKEN_PEPPER: '', KEY_ENCRYPTION_KEY: '' }
  const server = await createServerProcess(testDatabase, { ...unset, DATA_DIR: dataDir })
  await server.start()
  expect((await stat(path.join(dataDir, 'keys.json'))).mode & 0o777).toBe(0o600)
  expect(await server.stop()).toBe(0)
  await server.start()
  // The settings for the first admin still stand in the environment.
  expect(server.output()).toContain('There is an admin already')
  expect(await server.stop()).toBe(0)
  await rm(folder, { recursive: true })
  await testDatabase.drop()
})

test('F26: refuses other keys than those the database was made with, and says which variable', async () => {
  const testDatabase = await createTestDatabase()
  const first = await createServerProcess(testDatabase)
  await first.start()
  await first.stop()
  const other = await createServerProcess(testDatabase)
  await expect(other.start()).rejects.toThrow(/TOKEN_PEPPER is not the key that this database was made with/)
  await testDatabase.drop()
})
