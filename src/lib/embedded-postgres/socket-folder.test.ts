import { existsSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { makeSocketFolder, removeSocketFolder } from './socket-folder.ts'

const LONG = `/${'long/'.repeat(30)}`

describe('the folder of the socket', () => {
  it('is a new one each time, which only its user can enter', () => {
    const [one, two] = [makeSocketFolder(undefined), makeSocketFolder(undefined)]
    expect(one).not.toBe(two)
    expect(statSync(one).mode & 0o777).toBe(0o700)
    removeSocketFolder(one)
    removeSocketFolder(two)
    expect(existsSync(one)).toBe(false)
  })

  it('goes elsewhere when the path would be longer than the kernel allows, and says so when there is no elsewhere', () => {
    const folder = makeSocketFolder(undefined, [LONG, tmpdir()])
    expect(path.dirname(folder)).toBe(tmpdir())
    removeSocketFolder(folder)
    expect(() => makeSocketFolder(undefined, [LONG])).toThrow(/set TMPDIR to a shorter one/)
  })

  it('is removed with the socket alone: a folder that holds anything else stays', () => {
    const folder = makeSocketFolder(undefined)
    writeFileSync(path.join(folder, '.s.PGSQL.5432.lock'), '')
    writeFileSync(path.join(folder, 'precious'), '')
    removeSocketFolder(folder)
    expect(existsSync(path.join(folder, 'precious'))).toBe(true)
    rmSync(folder, { recursive: true })
    expect(() => removeSocketFolder(folder)).not.toThrow()
  })
})
