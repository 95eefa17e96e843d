import { randomBytes } from 'node:crypto'
import pg from 'pg'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { newestVersion, schemaVersion } from '../../src/store/migrate.ts'
import { createServerProcess } from '../support/server-process.ts'

const name = `pit_killed_${randomBytes(6).toString('hex')}`
const onServer = async (statement: string) => {
  const client = new pg.Client({ ...inject('postgres') })
  await client.connect()
  await client.query(statement)
  await client.end()
}

beforeAll(() => onServer(`create database ${name}`))
afterAll(() => onServer(`drop database ${name} with (force)`))

test('F25: killed again and again while it migrates, a server goes on where it was; two that start at once end up alike', async () => {
  const owner = { ...inject('postgres'), database: name }
  const environment = {
    TOKEN_PEPPER: randomBytes(32).toString('base64'),
    KEY_ENCRYPTION_KEY: randomBytes(32).toString('base64'),
  }
  const newest = await newestVersion()
  const seen = [0]
  for (const share of [0.1, 0.3, 0.5]) {
    const server = await createServerProcess({ owner }, environment)
    const started = server.start().then(
      () => 'ready',
      () => 'killed',
    )
    await expect
      .poll(() => schemaVersion(owner), { timeout: 60_000, interval: 1 })
      .toBeGreaterThanOrEqual(share * newest)
    await server.kill()
    expect(await started).toBe('killed')
    seen.push(await schemaVersion(owner))
  }
  expect(seen).toEqual(seen.toSorted((a, b) => a - b))
  expect(seen.at(-1)).toBeLessThan(newest)
  const both = await Promise.all([
    createServerProcess({ owner }, environment),
    createServerProcess({ owner }, environment),
  ])
  await Promise.all(both.map(server => server.start()))
  expect(await schemaVersion(owner)).toBe(newest)
  const client = new pg.Client(owner)
  await client.connect()
  const { rows } = await client.query(
    'select (select count(*)::int from users) as admins, (select count(*)::int from schema_migrations) as steps',
  )
  await client.end()
  expect(rows).toEqual([{ admins: 1, steps: newest }])
  for (const server of both) {
    expect((await fetch(`${server.url}/readyz`)).status).toBe(200)
    expect(await server.stop()).toBe(0)
  }
}, 180_000)
