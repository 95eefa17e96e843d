import { randomBytes } from 'node:crypto'
import { mkdir, mkdtemp, rm, symlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import pg from 'pg'
import { afterAll, beforeAll, expect, inject, it } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../support/database.ts'
import { Pit } from '../support/pit.ts'
import { databaseUrl } from '../support/server-process.ts'

const empty = `pit_empty_${randomBytes(6).toString('hex')}`
let folder: string
let testDatabase: TestDatabase
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'pit-refused-'))
  testDatabase = await createTestDatabase()
  await symlink(path.join(folder, 'nowhere'), path.join(folder, 'link'))
  await mkdir(path.join(folder, 'backups'))
  await onServer(`create database ${empty}`)
})
afterAll(async () => {
  await onServer(`drop database ${empty} with (force)`)
  await testDatabase.drop()
  await rm(folder, { recursive: true, force: true })
})

async function onServer(sql: string): Promise<void> {
  const client = new pg.Client({ ...inject('postgres') })
  await client.connect()
  await client.query(sql)
  await client.end()
}

const url = (change: (address: URL) => void) => {
  const address = new URL(databaseUrl(testDatabase))
  change(address)
  return address.href
}

it.each<[string, string[], () => Record<string, string>, number, RegExp]>([
  [
    'a data folder that is a link to nowhere',
    ['migrate'],
    () => ({ DATA_DIR: path.join(folder, 'link') }),
    8,
    /link that leads nowhere/,
  ],
  [
    'a folder in place of a backup',
    ['restore', 'backups'],
    () => ({ DATA_DIR: path.join(folder, 'new') }),
    5,
    /backups is a folder: give the file/,
  ],
  [
    'a database that is not there',
    ['migrate'],
    () => ({ DATABASE_URL: url(address => (address.pathname = '/pit_not_there')) }),
    8,
    /There is no such database: make it/,
  ],
  [
    'a backup of a database without a schema',
    ['backup', 'new.backup'],
    () => ({ DATABASE_URL: url(address => (address.pathname = `/${empty}`)) }),
    8,
    /empty: there is nothing to back up/,
  ],
  [
    'an address that is no host name',
    ['migrate'],
    () => ({ DATABASE_URL: 'postgres://owner@nothing.invalid/pit' }),
    8,
    /has no address: mend its name/,
  ],
])('%s is told in a sentence, without a stack', async (_, args, env, code, says) => {
  const ran = await new Pit({ ...env() }).run(args, { cwd: folder })
  expect([ran.code, ran.stderr.replaceAll('\n', ' ')]).toEqual([code, expect.stringMatching(says)])
  expect(ran.stderr).not.toMatch(/\n\s+at /)
})
