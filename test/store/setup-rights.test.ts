import { randomBytes } from 'node:crypto'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { migrate, newestVersion, SERVER_ROLES, schemaVersion } from '../../src/store/migrate.ts'
import { DatabaseUnsuitableError } from '../../src/store/migrate-error.ts'
import '../support/database.ts'

const name = `pit_rights_${randomBytes(6).toString('hex')}`
const owner = `${name}_owner`
const address = () => inject('postgres')
const asOwner = () => ({ ...address(), user: owner, password: 'a', database: name })

let admin: pg.Client
beforeAll(async () => {
  admin = new pg.Client({ ...address() })
  await admin.connect()
  await admin.query(`create role ${owner} login password 'a'`)
  await admin.query(`create database ${name} owner ${owner}`)
  for (const role of SERVER_ROLES) {
    await admin.query(`do $$ begin create role ${role} nologin; exception when duplicate_object then null; end $$`)
  }
})
afterAll(async () => {
  await admin.query(`drop database if exists ${name} with (force)`)
  await admin.query(`drop database if exists ${name}_ascii with (force)`)
  await admin.query(`drop role ${owner}`)
  await admin.end()
})

describe('a first start on a database of an owner with few rights', () => {
  test('says what to run, and has changed nothing', async () => {
    const refused = migrate(asOwner())
    await expect(refused).rejects.toThrow(DatabaseUnsuitableError)
    await expect(refused).rejects.toThrow(`GRANT pit_app, pit_usage TO ${owner}`)
    expect(await schemaVersion(asOwner())).toBe(0)
  })

  test('goes on once the role was made and given beforehand: no right to make roles is needed', async () => {
    await admin.query(`grant ${SERVER_ROLES.join(', ')} to ${owner}`)
    await migrate(asOwner())
    expect(await schemaVersion(asOwner())).toBe(await newestVersion())
  })

  test('refuses an encoding that cannot hold every name', async () => {
    await admin.query(`create database ${name}_ascii owner ${owner} encoding 'SQL_ASCII' locale 'C' template template0`)
    await expect(migrate({ ...asOwner(), database: `${name}_ascii` })).rejects.toThrow(/SQL_ASCII.*ENCODING 'UTF8'/)
  })
})
