import { createHash, randomBytes } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { zstdCompressSync } from 'node:zlib'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { encodeFrame } from '../../src/lib/snapshot/frames.ts'
import type { Manifest } from '../../src/lib/snapshot/manifest.ts'
import { backUpToFile, restoreFromFile, verifySnapshotFile } from '../../src/lib/snapshot.ts'
import type {} from '../support/database.ts'
import { ROWS, SCHEMA } from '../support/snapshot-schema.ts'

let folder: string
let backup: string
let target: pg.ClientConfig
const databases: string[] = []

async function run(connection: pg.ClientConfig, sql: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client(connection)
  await client.connect()
  try {
    return (await client.query(sql)).rows
  } finally {
    await client.end()
  }
}

async function newDatabase(sql: string): Promise<pg.ClientConfig> {
  const database = `crafted_${randomBytes(6).toString('hex')}`
  await run(inject('postgres'), `create database ${database}`)
  databases.push(database)
  await run({ ...inject('postgres'), database }, sql)
  return { ...inject('postgres'), database }
}

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'crafted-snapshot-'))
  backup = path.join(folder, 'backup')
  const connection = await newDatabase(SCHEMA + ROWS)
  const now = new Date('2026-02-01T00:00:00Z')
  await backUpToFile(backup, { connection, schemaVersion: 7, now, exclude: ['migrations'] })
  target = await newDatabase(SCHEMA)
})

afterAll(async () => {
  for (const name of databases) await run(inject('postgres'), `drop database ${name} with (force)`)
  await rm(folder, { recursive: true, force: true })
})

const restore = (connection: pg.ClientConfig, file: string) =>
  restoreFromFile(file, { connection, schemaVersion: 7, exclude: ['migrations'] })

const MAKE_HARM = 'commit; create table public.harm ()'
const partition = (name: string, bound: string) => ({ name, parent: 'calls', bound })

/** A file with this first line, no rows, and the right sum over all of it. */
function emptySnapshot(manifest: Manifest): Buffer {
  const line = Buffer.from(`${JSON.stringify(manifest)}\n`)
  const end = JSON.stringify({ sha256: createHash('sha256').update(line).digest('hex') })
  return Buffer.concat([line, zstdCompressSync(encodeFrame('end', end))])
}

describe('a restore of a file that somebody has crafted is refused', () => {
  it('when it is damaged: the database is not even called', async () => {
    const damaged = path.join(folder, 'damaged')
    const whole = readFileSync(backup)
    const nowhere = { host: path.join(folder, 'no-socket'), user: 'nobody', database: 'none' }
    writeFileSync(damaged, whole.subarray(0, whole.length - 100))
    await expect(restore(nowhere, damaged)).rejects.toMatchObject({ code: 'corrupt' })
    await expect(restore(nowhere, backup)).rejects.toMatchObject({ code: 'ENOENT' })
  })

  it.each<[string, string, (manifest: Manifest) => Partial<Manifest>]>([
    ['partition', 'tables_differ', () => ({ partitions: [partition('calls_9', `default; ${MAKE_HARM}`)] })],
    ['partition', 'tables_differ', () => ({ partitions: [partition('calls_9', 'default')] })],
    ['partition', 'tables_differ', () => ({ partitions: [partition(`x" (); ${MAKE_HARM}; --`, 'default')] })],
    ['sequence', 'tables_differ', () => ({ sequences: [{ name: 'pg_other', lastValue: '1', isCalled: true }] })],
    [
      'column',
      'tables_differ',
      ({ tables }) => ({ tables: tables.map(table => ({ ...table, columns: [`x") from stdin; ${MAKE_HARM}; --`] })) }),
    ],
    [
      'table',
      'tables_differ',
      ({ tables }) => ({ tables: tables.map(table => ({ ...table, name: `${table.name}"; ${MAKE_HARM}; --` })) }),
    ],
    ['list', 'corrupt', () => ({ tables: undefined })],
    ['name', 'corrupt', () => ({ sequences: [{ name: 5 as unknown as string, lastValue: '1', isCalled: true }] })],
  ])('when somebody who could make its sums has put in a %s of their own (%s)', async (_what, code, change) => {
    const manifest = await verifySnapshotFile(backup)
    const crafted = path.join(folder, 'crafted')
    writeFileSync(crafted, emptySnapshot({ ...manifest, ...change(manifest) }))
    await expect(restore(target, crafted)).rejects.toMatchObject({ code })
    expect(await run(target, `select to_regclass('public.harm') as harm`)).toEqual([{ harm: null }])
    expect(await run(target, `select count(*)::int as parts from pg_inherits`)).toEqual([{ parts: 2 }])
  })

  it('and a bound in the file is never carried out, where the partition itself is the schema’s', async () => {
    const manifest = await verifySnapshotFile(backup)
    const crafted = path.join(folder, 'crafted-bound')
    writeFileSync(crafted, emptySnapshot({ ...manifest, partitions: [partition('calls_1', `default; ${MAKE_HARM}`)] }))
    await expect(restore(target, crafted)).rejects.toMatchObject({ code: 'corrupt' })
    expect(await run(target, `select to_regclass('public.harm') as harm`)).toEqual([{ harm: null }])
  })
})
