import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { Renewals } from './renewals.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

/** Renewals that take `tookMs` and fail while `isAway`. */
function renewals({ tookMs = 0 } = {}) {
  const seen = { renewed: [] as number[], looks: 0, failures: 0, isAway: false }
  const startedMs = performance.now()
  const renewing = new Renewals({
    async renew() {
      seen.renewed.push(performance.now() - startedMs)
      if (tookMs > 0) await new Promise(resolve => setTimeout(resolve, tookMs))
      if (seen.isAway) throw new Error('the database is away')
    },
    onLook: () => seen.looks++,
    onFailed: () => seen.failures++,
  })
  return { seen, renewing }
}

describe('renewals of a lease', () => {
  test('come every second', async () => {
    const { seen, renewing } = renewals()
    await renewing.renew()
    renewing.start()
    await vi.advanceTimersByTimeAsync(5000)
    expect(seen.renewed).toEqual([0, 1000, 2000, 3000, 4000, 5000])
    await renewing.stop()
  })

  test('that fail are tried again each fifth of a second, and told of once in a second', async () => {
    const { seen, renewing } = renewals()
    seen.isAway = true
    renewing.start()
    await vi.advanceTimersByTimeAsync(2000)
    expect(seen.renewed).toEqual([200, 400, 600, 800, 1000, 1200, 1400, 1600, 1800, 2000])
    expect(seen.failures).toBe(2)
    seen.isAway = false
    await vi.advanceTimersByTimeAsync(1200)
    expect(seen.renewed.slice(10)).toEqual([2200, 3200])
    await renewing.stop()
  })

  test('are never two at once, and the looks go on while one takes long', async () => {
    const { seen, renewing } = renewals({ tookMs: 5000 })
    renewing.start()
    await vi.advanceTimersByTimeAsync(3000)
    void renewing.renew()
    expect(seen.renewed).toEqual([200])
    expect(seen.looks).toBe(15)
    const stopped = renewing.stop()
    await vi.advanceTimersByTimeAsync(5000)
    await stopped
    expect(seen.renewed).toEqual([200])
  })

  test('come at the next look when somebody needs one', async () => {
    const { seen, renewing } = renewals()
    renewing.start()
    await vi.advanceTimersByTimeAsync(300)
    renewing.hurry()
    await vi.advanceTimersByTimeAsync(200)
    expect(seen.renewed).toEqual([200, 400])
    await renewing.stop()
  })

  test('come once more when somebody needs one while one is under way', async () => {
    const { seen, renewing } = renewals({ tookMs: 300 })
    renewing.start()
    await vi.advanceTimersByTimeAsync(350)
    renewing.hurry()
    await vi.advanceTimersByTimeAsync(650)
    expect(seen.renewed).toEqual([200, 600])
    await Promise.all([renewing.stop(), vi.advanceTimersByTimeAsync(300)])
  })
})
