import { readFileSync } from 'node:fs'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { type Clone, findOldNode, isGone, makeClone, type Run, SERVER, serverOf } from '../support/clone.ts'

const OLD_NODE = findOldNode()

let clone: Clone

beforeEach(() => {
  clone = makeClone()
  clone.write('src/main.ts', SERVER)
  clone.linkPackages()
})

afterEach(() => clone.remove())

describe('the bootstrap', () => {
  it.runIf(OLD_NODE)('runs the server with the Node that came along where the machine has an old one', async () => {
    const { version, path: first } = await serverOf(clone.run([OLD_NODE ?? '', 'scripts/run.mjs', 'start']))
    expect(version).toMatch(/^v24\./)
    expect(first).toMatch(/node_modules\/node-\w+-\w+\/bin$/)
  })

  it('hands on arguments, and the settings of .env', async () => {
    clone.write('.env', 'SETTING=from the file\n')
    const server = await serverOf(clone.bootstrap('start', '--port', '0'))
    expect(server).toMatchObject({ args: ['--port', '0'], setting: 'from the file' })
  })

  it('answers with the exit code of what it ran', async () => {
    clone.write('src/main.ts', 'process.exit(42)')
    expect(await clone.bootstrap('start').exitCode).toBe(42)
  })

  it('says what can be done when it is told nothing it knows', async () => {
    const nothing = clone.bootstrap('constructor')
    expect(await nothing.exitCode).toBe(2)
    expect(nothing.output()).toMatch(/Say what to do: start, dev, test/)
    clone.write('bench/verify.ts', '')
    const bench = clone.bootstrap('bench', 'speed')
    expect(await bench.exitCode).toBe(2)
    expect(bench.output()).toBe('Say what to measure: verify.\n')
  })

  it('starts the server again when one of its files has changed (dev)', async () => {
    const started = clone.bootstrap('dev')
    const { pid } = await serverOf(started)
    clone.write('src/main.ts', `${SERVER}\nconsole.log('second edition')`)
    await vi.waitUntil(() => started.output().includes('second edition'), 15_000)
    expect(isGone(pid)).toBe(true)
  })
})

describe('the console', () => {
  const built = () => path.join(clone.folder, 'dist/console/index.html')

  it('is built before the start where its sources have changed since, and only then', async () => {
    clone.write('src/main.ts', '')
    clone.write('console/vite.config.ts', 'export default {}')
    clone.write('console/src/server.tsx', 'export const draw = () => ""')
    clone.write('console/index.html', '<title>first</title>')
    expect(await clone.bootstrap('start').exitCode).toBe(0)
    expect(readFileSync(built(), 'utf8')).toContain('first')
    const again = clone.bootstrap('start')
    expect(await again.exitCode).toBe(0)
    expect(again.output()).toBe('')
    clone.write('console/index.html', '<title>second</title>')
    await clone.bootstrap('start').exitCode
    expect(readFileSync(built(), 'utf8')).toContain('second')
  })

  it('that can not be built stops the start', async () => {
    clone.write('console/vite.config.ts', 'export default {}')
    clone.write('console/index.html', '<script type="module" src="./missing.js"></script>')
    const started = clone.bootstrap('start')
    expect(await started.exitCode).toBe(1)
    expect(started.output()).toMatch(/Building the console failed/)
  })
})

describe('npm test', () => {
  const PASSES = `import { it } from 'vitest'\nit('a', () => {})`
  const test = () => clone.run([process.execPath, 'scripts/test.mjs'])
  const lastLine = ({ output }: Run) => output().trimEnd().split('\n').at(-1)

  it('ends with the counts, and well when nothing failed', async () => {
    clone.write('one.test.ts', PASSES)
    const fine = test()
    expect(await fine.exitCode).toBe(0)
    expect(lastLine(fine)).toBe('1 passed, 0 failed')
  })

  it('ends badly when a test failed, and counts a file that could not be loaded', async () => {
    clone.write('one.test.ts', PASSES)
    clone.write(
      'two.test.ts',
      `import { it } from 'vitest'\nit('b', () => { throw new Error('no') })\nit.skip('c (needs a thing)', () => {})`,
    )
    clone.write('three.test.ts', `import './missing.ts'`)
    const bad = test()
    expect(await bad.exitCode).toBe(1)
    expect(lastLine(bad)).toBe('1 passed, 2 failed, 1 skipped')
    expect(bad.output()).toContain('left out: 1 of two.test.ts (needs a thing)\n')
  })

  it('ends badly when there are no tests, or the run itself breaks', async () => {
    const none = test()
    expect(await none.exitCode).toBe(1)
    clone.write('one.test.ts', PASSES)
    clone.write('vitest.config.ts', 'throw new Error("no such thing")')
    const broken = test()
    expect(await broken.exitCode).toBe(1)
    expect(broken.output()).toContain('failed: the run itself, which ended with 1\n')
    expect(lastLine(broken)).toBe('0 passed, 1 failed')
  })
})
