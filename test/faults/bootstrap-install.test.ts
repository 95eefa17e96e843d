import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type Clone, makeClone } from '../support/clone.ts'

let clone: Clone

beforeEach(() => {
  clone = makeClone()
})

afterEach(() => clone.remove())

/** Stands in for npm: notes that it ran, takes its time, and leaves what npm would. */
const NPM = `
  const fs = require('fs')
  fs.appendFileSync('npm-runs', process.argv.slice(2).join(' ') + '\\n')
  if (fs.existsSync('npm-fails')) { console.error('ENOTFOUND'); process.exit(1) }
  if (fs.existsSync('npm-busy')) throw new Error('two at once')
  fs.writeFileSync('npm-busy', '')
  setTimeout(() => {
    fs.rmSync('npm-busy')
    fs.mkdirSync('node_modules', { recursive: true })
    fs.copyFileSync('package-lock.json', 'node_modules/.package-lock.json')
  }, 500)
`

describe('the packages are installed', () => {
  const npmRuns = () => {
    const file = path.join(clone.folder, 'npm-runs')
    return existsSync(file) ? readFileSync(file, 'utf8').trim().split('\n') : []
  }
  const start = () =>
    clone.run([process.execPath, 'scripts/run.mjs', 'start'], { npm_execpath: path.join(clone.folder, 'npm-cli.js') })

  beforeEach(() => {
    clone.write('npm-cli.js', NPM)
    clone.write('package.json', '{ "type": "commonjs" }')
    clone.write('src/main.ts', '')
    clone.write('package-lock.json', '{ "packages": { "node_modules/one": { "version": "1.0.0", "integrity": "a" } } }')
  })

  it('at the first start, without install scripts, and not at the second', async () => {
    const first = start()
    expect(await first.exitCode).toBe(0)
    expect(first.output()).toMatch(/> installing the packages.*\n> installed in \d+ s/)
    expect(npmRuns()).toEqual([expect.stringMatching(/^ci --ignore-scripts /)])
    expect(await start().exitCode).toBe(0)
    expect(npmRuns()).toHaveLength(1)
  })

  it('again when the lockfile has changed, and not when npm has installed just that already', async () => {
    await start().exitCode
    const lockfile = '{ "packages": { "node_modules/one": { "version": "1.0.1", "integrity": "b" } } }'
    clone.write('package-lock.json', lockfile)
    await start().exitCode
    expect(npmRuns()).toHaveLength(2)
    const next = lockfile.replace('1.0.1', '1.0.2')
    clone.write('package-lock.json', next)
    clone.write('node_modules/.package-lock.json', next)
    await start().exitCode
    expect(npmRuns()).toHaveLength(2)
  })

  it('again when node_modules came along from another kind of machine', async () => {
    await start().exitCode
    const optional = { version: '1.0.0', optional: true, os: [process.platform], cpu: [process.arch] }
    const lockfile = JSON.stringify({ packages: { 'node_modules/program': optional } })
    clone.write('package-lock.json', lockfile)
    clone.write('node_modules/.package-lock.json', '{ "packages": {} }')
    await start().exitCode
    expect(npmRuns()).toHaveLength(2)
  })

  it('once, when two start at the same moment', async () => {
    const both = [start(), start()]
    expect(await Promise.all(both.map(({ exitCode }) => exitCode))).toEqual([0, 0])
    expect(npmRuns()).toHaveLength(1)
    expect(both.map(({ output }) => output()).join()).toMatch(
      /waiting for another start that is installing \(process \d+\)/,
    )
  })

  it('although an earlier start was killed while it installed', async () => {
    writeFileSync(path.join(clone.folder, '.install.lock'), `${process.pid} 1`)
    expect(await start().exitCode).toBe(0)
    expect(npmRuns()).toHaveLength(1)
    expect(existsSync(path.join(clone.folder, '.install.lock'))).toBe(false)
  })

  it('or the start ends with what is wrong and what to do', async () => {
    clone.write('npm-fails', '')
    const failed = start()
    expect(await failed.exitCode).toBe(1)
    expect(failed.output()).toMatch(
      /ENOTFOUND\nInstalling the packages failed \(npm ci: 1\)\. .* Run the same command again/,
    )
    expect(existsSync(path.join(clone.folder, '.install.lock'))).toBe(false)
  })
})
