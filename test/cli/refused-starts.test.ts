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

interface Refusal {
  args: string[]
  env: () => Record<string, string>
  code: number
  says: RegExp
}

it.each<[string, Refusal]>([
  [
    'a data folder that is a link to nowhere',
    {
      args: ['migrate'],
      env: () => ({ DATA_DIR: path.join(folder, 'link') }),
      code: 8,
      says: /link that leads nowhere/,
    },
  ],
  [
    'a folder in place of a backup',
    {
      args: ['restore', 'backups'],
      env: () => ({ DATA_DIR: path.join(folder, 'new') }),
      code: 5,
      says: /backups is a folder: give the file/,
    },
  ],
  [
    'a database that is not there',
    {
      args: ['migrate'],
      env: () => ({ DATABASE_URL: url(address => (address.pathname = '/pit_not_there')) }),
      code: 8,
      says: /There is no such database: make it/,
    },
  ],
  [
    'a backup of a database without a schema',
    {
      args: ['backup', 'new.backup'],
      env: () => ({ DATABASE_URL: url(address => (address.pathname = `/${empty}`)) }),
      code: 8,
      says: /empty: there is nothing to back up/,
    },
  ],
  [
    'an address that is no host name',
    {
      args: ['migrate'],
      env: () => ({ DATABASE_URL: 'postgres://owner@nothing.invalid/pit' }),
      code: 8,
      says: /has no address: mend its name/,
    },
  ],
])('%s is told in a sentence, without a stack', async (_, { args, env, code, says }) => {
  const ran = await new Pit({ ...env() }).run(args, { cwd: folder })
  expect([ran.code, ran.stderr.replaceAll('\n', ' ')]).toEqual([code, expect.stringMatching(says)])
  expect(ran.stderr).not.toMatch(/\n\s+at /)
})
