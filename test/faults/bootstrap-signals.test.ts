import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { type Clone, isGone, makeClone, SERVER, serverOf } from '../support/clone.ts'

let clone: Clone

beforeEach(() => {
  clone = makeClone()
  clone.write('src/main.ts', SERVER)
  clone.linkPackages()
})

afterEach(() => clone.remove())

describe('the server does not outlive', () => {
  it.each(['SIGTERM', 'SIGINT', 'SIGHUP'] as const)('the bootstrap that got %s: it drains and ends', async signal => {
    clone.write('src/main.ts', SERVER.replace(`'SIGTERM'`, `'${signal}'`))
    const started = clone.bootstrap('start')
    const { pid } = await serverOf(started)
    started.child.kill(signal)
    expect(await started.exitCode).toBe(0)
    expect(started.output()).toContain('drained')
    expect(isGone(pid)).toBe(true)
  })

  it('the bootstrap that was killed outright', async () => {
    const started = clone.bootstrap('start')
    const { pid } = await serverOf(started)
    started.child.kill('SIGKILL')
    await vi.waitUntil(() => isGone(pid), 5_000)
    expect(started.output()).toContain('drained')
  })

  it.each(['SIGTERM', 'SIGKILL'] as const)('the `npm start` that got %s', async signal => {
    const started = clone.run(['npm', 'start'])
    const { pid } = await serverOf(started)
    started.child.kill(signal)
    await vi.waitUntil(() => isGone(pid), 5_000)
    expect(started.output()).toContain('drained')
  })

  it('an npm whose shell stays between them', async () => {
    const shell = ['sh', '-c', `"${process.execPath}" scripts/run.mjs start; true`]
    const script = `require('child_process').spawn('${shell[0]}', ${JSON.stringify(shell.slice(1))}, { stdio: 'inherit' })`
    const started = clone.run([process.execPath, '-e', script], { npm_lifecycle_event: 'start' })
    const { pid } = await serverOf(started)
    started.child.kill('SIGKILL')
    await vi.waitUntil(() => isGone(pid), 5_000)
  })

  it('but it stays when a script starts it in the background and ends', async () => {
    const background = clone.run(['sh', '-c', `"${process.execPath}" scripts/run.mjs start & sleep 0.2`])
    const { pid } = await serverOf(background)
    await vi.waitUntil(() => background.child.exitCode !== null, 5_000)
    // One that does end, begun later, says when the other one would have.
    const underNpm = clone.run(['sh', '-c', `"${process.execPath}" scripts/run.mjs start`], {
      npm_lifecycle_event: 'start',
    })
    const other = await serverOf(underNpm)
    underNpm.child.kill('SIGKILL')
    await vi.waitUntil(() => isGone(other.pid), 5_000)
    expect(isGone(pid)).toBe(false)
    process.kill(pid, 'SIGTERM')
  })
})
