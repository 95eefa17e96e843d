import { execFileSync } from 'node:child_process'
import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Database, openDatabase } from '../../src/lib/database.ts'
import { type LedgerClient, openLedger } from '../support/ledger.ts'
import { checkLedger } from '../support/ledger-check.ts'
import { createServerProcess, type ServerProcess } from '../support/server-process.ts'
import { startThrowAwayDatabase, type ThrowAwayDatabase } from '../support/throw-away-database.ts'

const disk = mountDisk('256m')

describe.skipIf(disk === undefined)('F9: the disk of the database is full (needs root on Linux)', () => {
  const ballast = path.join(disk ?? '', 'ballast')
  let postgres: ThrowAwayDatabase
  let server: ServerProcess
  let client: LedgerClient
  let owner: pg.Pool
  let database: Database

  beforeAll(async () => {
    postgres = await startThrowAwayDatabase({ below: disk, settings: { max_wal_size: '64MB', min_wal_size: '64MB' } })
    server = await createServerProcess(postgres, postgres.environment)
    await server.start()
    client = await openLedger(server)
    owner = new pg.Pool({ ...postgres.owner, max: 1 })
    database = openDatabase({ connection: postgres.owner, role: 'pit_app', connectionsMax: 1 })
  }, 180_000)

  afterAll(async () => {
    await server.stop()
    await owner.end()
    await database.close()
    await postgres.close()
    execFileSync('umount', [disk ?? ''])
    rmSync(disk ?? '', { recursive: true })
  })

  test('F9: tokens and reads are answered, writes are 503 and none of them half done; with room again all goes on without a restart', async () => {
    const { ledger } = client
    const [pid, postgresPid] = [server.pid(), postgres.postgres.pid]
    let isOver = false
    const writers = Array.from({ length: 4 }, async () => {
      for (; !isOver; await sleep(2)) await client.createContact()
    })
    try {
      await expect.poll(() => ledger.contacts.length, { timeout: 20_000 }).toBeGreaterThan(20)
      // The log has a whole file before it: what runs full is the tables.
      await owner.query('select pg_switch_wal()')
      await owner.query('checkpoint')
      fill(ballast)
      await expect.poll(() => ledger.refusals.get(503) ?? 0, { timeout: 30_000 }).toBeGreaterThan(5)
      expect(await client.isAccepted(ledger.current)).toBe(true)
      const me = { headers: { authorization: `Bearer ${ledger.current}` } }
      expect((await fetch(`${server.url}/api/me`, me)).status).toBe(200)
      expect((await fetch(`${server.url}/readyz`)).status).toBe(200)
      rmSync(ballast)
      const written = ledger.contacts.length
      await expect.poll(() => ledger.contacts.length, { timeout: 30_000 }).toBeGreaterThan(written + 20)
      await client.rotateNow()
    } finally {
      isOver = true
    }
    await Promise.all(writers)
    expect([...ledger.refusals.keys()]).toEqual([503])
    expect([server.pid(), postgres.postgres.pid]).toEqual([pid, postgresPid])
    await checkLedger(client, { owner, database })
  }, 120_000)
})

/** A file system in memory of so many bytes; undefined where we may not make one. */
function mountDisk(size: string): string | undefined {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return undefined
  const folder = mkdtempSync(path.join(tmpdir(), 'pit-full-disk-'))
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${size}`, 'tmpfs', folder], { stdio: 'ignore' })
    return folder
  } catch {
    rmSync(folder, { recursive: true })
    return undefined
  }
}

/** Writes until nothing goes in any more, to the last page. */
function fill(file: string): void {
  const descriptor = openSync(file, 'w')
  for (const bytes of [1 << 20, 4096]) {
    const chunk = Buffer.alloc(bytes)
    try {
      while (writeSync(descriptor, chunk) === bytes);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error
    }
  }
  closeSync(descriptor)
}
