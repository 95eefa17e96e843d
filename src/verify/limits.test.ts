import { describe, expect, it } from 'vitest'
import { NodeLimits } from './limits.ts'

const START = Date.UTC(2026, 0, 31, 12, 0, 0)
const small = { perTenSeconds: 3, perDay: 5 }

const takeTimes = (limits: NodeLimits, times: number, nowMs: number) =>
  Array.from({ length: times }, () => limits.take('int_a', small, nowMs).ok)

describe('limits counted by one node', () => {
  it('accept exactly as many calls in ten seconds as allowed, and say when the next is', () => {
    const limits = new NodeLimits()
    expect(takeTimes(limits, 4, START + 1)).toEqual([true, true, true, false])
    const refused = limits.take('int_a', small, START + 9_999)
    expect(refused).toMatchObject({ ok: false, which: 'tenSeconds', remaining: 0, resetMs: 1, retryAfterMs: 1 })
    expect(limits.take('int_a', small, START + 10_000)).toMatchObject({ ok: true, dayRemaining: 1 })
  })

  it('accept exactly as many calls in a day as allowed; a refused call uses nothing of the day', () => {
    const limits = new NodeLimits()
    takeTimes(limits, 100, START)
    expect(takeTimes(limits, 3, START + 10_000)).toEqual([true, true, false])
    const refused = limits.take('int_a', small, START + 20_000)
    expect(refused).toMatchObject({ ok: false, which: 'day', limit: 5, retryAfterMs: 43_200_000 - 20_000 })
    expect(limits.take('int_a', small, START + 43_200_000).ok).toBe(true)
  })

  it('count every integration by itself, through growth and through days', () => {
    const limits = new NodeLimits()
    for (let day = 0; day < 3; day++) {
      for (let i = 0; i < 5000; i++) limits.take(`int_${day}_${i}`, small, START + day * 86_400_000)
      expect(limits.take(`int_${day}_7`, small, START + day * 86_400_000).tenSecondsRemaining).toBe(1)
    }
    expect(limits.integrationCount).toBeLessThan(10_001)
  })

  it('give the documented limits where none are set', () => {
    expect(new NodeLimits().take('int_a', {}, START)).toMatchObject({ perTenSeconds: 100, perDay: 200_000 })
  })

  it('take a change of the limits into account at the next call', () => {
    const limits = new NodeLimits()
    takeTimes(limits, 3, START)
    expect(limits.take('int_a', { perTenSeconds: 4, perDay: 5 }, START).ok).toBe(true)
    expect(limits.take('int_a', { perTenSeconds: 2, perDay: 5 }, START)).toMatchObject({ ok: false, remaining: 0 })
  })

  it('count calls that were made without asking, beyond the limits too', () => {
    const limits = new NodeLimits()
    takeTimes(limits, 1, START)
    expect(limits.add('int_a', { tenSeconds: 4, day: 6 }, START)).toEqual({ tenSecondsUsed: 5, dayUsed: 7 })
    expect(limits.take('int_a', small, START)).toMatchObject({ ok: false, which: 'day', remaining: 0 })
    expect(limits.add('int_a', { tenSeconds: 0, day: 1 }, START + 10_000)).toEqual({ tenSecondsUsed: 0, dayUsed: 8 })
  })

  it('give no window twice when the clock steps back', () => {
    const limits = new NodeLimits()
    takeTimes(limits, 3, START + 10_000)
    expect(limits.take('int_a', small, START + 9_999).ok).toBe(false)
  })

  it('give out a share when others give out the rest: never more than all of it together, and never nothing', () => {
    const limits = new NodeLimits()
    limits.share = 1 / 3
    expect(limits.take('int_a', { perTenSeconds: 100, perDay: 1 }, START)).toMatchObject({
      perTenSeconds: 33,
      perDay: 1,
      ok: true,
    })
  })
})
