import {
  chmodSync,
  chownSync,
  linkSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { takeTurn } from './folder-lock.ts'
import { type RunningFile, readRunningFile, writeRunningFile } from './running-file.ts'

/** The service user, who owns the data folder. Without root's rights nothing can be given away, and the folder stays ours. */
const SERVICE = process.getuid?.() === 0 ? 54_321 : (process.getuid?.() ?? 0)
const RUNNING: RunningFile = {
  connection: { host: '/tmp/socket', port: 5432, user: 'app', database: 'app', ssl: false },
  ...{ pid: 1, ownerPid: 1, owner: 'x' },
}

let root: string
let dataDir: string
let target: string

beforeAll(() => {
  root = mkdtempSync(path.join(tmpdir(), 'planted-links-'))
})
afterAll(() => rmSync(root, { recursive: true, force: true }))

beforeEach(() => {
  dataDir = mkdtempSync(path.join(root, 'data-'))
  chownSync(dataDir, SERVICE, process.getgid?.() ?? 0)
  target = path.join(mkdtempSync(path.join(root, 'private-')), 'target')
  writeFileSync(target, 'private', { mode: 0o600 })
})

const stateOf = (file: string) => {
  const { uid, gid, mode } = statSync(file)
  return { uid, gid, mode, text: readFileSync(file, 'utf8') }
}

describe('in a data folder of another user', () => {
  test.each([
    ['a link to a private file', (lock: string) => symlinkSync(target, lock)],
    ['a link to no file', (lock: string) => symlinkSync(path.join(root, 'nothing'), lock)],
    ['another name of a private file', (lock: string) => linkSync(target, lock)],
    ['a folder', (lock: string) => mkdirSync(lock)],
  ])('the lock is not taken where it is %s, which stays as it is', async (_what, plant) => {
    const before = stateOf(target)
    const lock = path.join(dataDir, 'turn.lock')
    plant(lock)
    const { ino } = lstatSync(lock)
    await expect(takeTurn(dataDir)).rejects.toMatchObject({
      code: 'wrong_owner',
      message: expect.stringContaining(lock),
    })
    expect(stateOf(target)).toEqual(before)
    expect(lstatSync(lock).ino).toBe(ino)
    expect(statSync(path.join(root, 'nothing'), { throwIfNoEntry: false })).toBeUndefined()
  })

  test.runIf(SERVICE === 54_321)('a file of root’s with something in it is not given away as a lock', async () => {
    const lock = path.join(dataDir, 'turn.lock')
    writeFileSync(lock, 'a backup, renamed')
    chmodSync(lock, 0o600)
    await expect(takeTurn(dataDir)).rejects.toMatchObject({ code: 'wrong_owner' })
    expect(statSync(lock).uid).toBe(0)
  })

  test('the lock is made for the owner of the folder alone, and taken again', async () => {
    for (const _turn of [1, 2]) {
      const turn = await takeTurn(dataDir)
      const { uid, mode } = lstatSync(path.join(dataDir, 'turn.lock'))
      expect({ uid, mode: mode & 0o777 }).toEqual({ uid: SERVICE, mode: 0o600 })
      turn.release()
    }
  })

  test('the note of what runs is written through no link', () => {
    const before = stateOf(target)
    const file = path.join(dataDir, 'postgres.running.json')
    symlinkSync(target, `${file}.new`)
    symlinkSync(target, file)
    writeRunningFile(dataDir, RUNNING)
    expect(stateOf(target)).toEqual(before)
    expect(readRunningFile(dataDir)).toEqual(RUNNING)
    const { uid, mode } = lstatSync(file)
    expect({ uid, mode: mode & 0o777 }).toEqual({ uid: SERVICE, mode: 0o600 })
  })

  test('what stands in the way of that note is named', () => {
    const draft = path.join(dataDir, 'postgres.running.json.new')
    mkdirSync(draft)
    expect(() => writeRunningFile(dataDir, RUNNING)).toThrow(draft)
  })
})
