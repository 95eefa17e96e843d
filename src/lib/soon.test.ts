import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { Soon } from './soon.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

/** Work that ends when the test says so. */
function gated() {
  const runs: { end: () => void; fail: (error: Error) => void }[] = []
  const work = () => {
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    runs.push({ end: resolve, fail: reject })
    return promise
  }
  return { runs, soon: new Soon(10, work) }
}

describe('work that is to be done soon', () => {
  test('is done once for all who asked before it began, a little later', async () => {
    const { runs, soon } = gated()
    const asked = [soon.ask(), soon.ask()]
    await vi.advanceTimersByTimeAsync(9)
    expect(runs).toHaveLength(0)
    await vi.advanceTimersByTimeAsync(1)
    expect(runs).toHaveLength(1)
    runs[0]?.end()
    await Promise.all(asked)
  })

  test('is done at once when somebody cannot wait, and not again when its time comes', async () => {
    const { runs, soon } = gated()
    soon.hurry()
    const asked = soon.ask()
    soon.hurry()
    await vi.advanceTimersByTimeAsync(0)
    expect(runs).toHaveLength(1)
    runs[0]?.end()
    await asked
    await vi.advanceTimersByTimeAsync(20)
    expect(runs).toHaveLength(1)
  })

  test('is done again for who asks once it has begun', async () => {
    const { runs, soon } = gated()
    const first = soon.ask()
    await vi.advanceTimersByTimeAsync(10)
    const second = soon.ask()
    await vi.advanceTimersByTimeAsync(10)
    expect(runs).toHaveLength(2)
    for (const run of runs) run.end()
    await Promise.all([first, second])
  })

  test('that fails is told to all who asked for it, and to nobody after them', async () => {
    const { runs, soon } = gated()
    const told = soon.ask().catch(error => error)
    await vi.advanceTimersByTimeAsync(10)
    runs[0]?.fail(new Error('no database'))
    expect(await told).toEqual(new Error('no database'))
    const asked = soon.ask()
    await vi.advanceTimersByTimeAsync(10)
    runs[1]?.end()
    await asked
  })

  test('is waited for at the end, whether it began or not, and never rejects there', async () => {
    const { runs, soon } = gated()
    await soon.finish()
    soon.ask().catch(() => {})
    let isOver = false
    const finished = soon.finish().then(() => (isOver = true))
    await vi.advanceTimersByTimeAsync(0)
    expect(runs).toHaveLength(1)
    expect(isOver).toBe(false)
    runs[0]?.fail(new Error('no database'))
    await finished
  })
})
