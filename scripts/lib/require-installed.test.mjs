import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { expect, test } from 'vitest'
import { requireInstalled } from './require-installed.mjs'

test('a clone without its packages says what to run', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'pit-clone-'))
  expect(() => requireInstalled(folder)).toThrow(`run "npm start" (or "npm ci --ignore-scripts") in ${folder} once`)
  rmSync(folder, { recursive: true })
})

test('one with them is let through', () => {
  expect(() => requireInstalled(path.join(import.meta.dirname, '../..'))).not.toThrow()
})
