import { existsSync, mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { expect, test } from 'vitest'
import { makeFolder } from './make-folder.ts'

test('makes every folder that is missing, for the owner alone', () => {
  const root = mkdtempSync(path.join(tmpdir(), 'make-folder-'))
  const folder = path.join(root, 'a', 'b')
  makeFolder(folder)
  makeFolder(folder)
  expect(statSync(folder).mode & 0o777).toBe(0o700)
  rmSync(root, { recursive: true })
})

test.runIf(existsSync('/proc/self'))('ends where no folder can be made', () => {
  expect(() => makeFolder('/proc/self/nowhere/deeper')).toThrow(/ENOENT|EACCES|EPERM/)
})
