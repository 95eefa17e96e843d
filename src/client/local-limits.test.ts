import { describe, expect, it } from 'vitest'
import { LocalLimits } from './local-limits.ts'

const NOW = Date.UTC(2026, 0, 31, 12)
const LIMITS = { perTenSeconds: 5, perDay: 8, tenSecondsRemaining: 4, dayRemaining: 7 }
const waits = (limits: LocalLimits, times: number, nowMs: number) =>
  Array.from({ length: times }, () => limits.take('int_1', nowMs))

describe('limits that a process counts by itself', () => {
  it('let in what the server says is left, and then say when calls are given anew', () => {
    const limits = new LocalLimits()
    limits.hear('int_1', LIMITS, NOW)
    expect(waits(limits, 5, NOW + 1000)).toEqual([0, 0, 0, 0, 9000])
    expect(waits(limits, 4, NOW + 10_000)).toEqual([0, 0, 0, 43_190_000])
  })

  it('count a call once: as one’s own until the server has been told of it', () => {
    const limits = new LocalLimits()
    limits.hear('int_1', LIMITS, NOW)
    waits(limits, 2, NOW)
    const told = [{ integrationId: 'int_1', at: [NOW, NOW] }]
    limits.settle([{ integrationId: 'int_1', tenSecondsUsed: 3, dayUsed: 3 }], told, NOW + 500)
    expect(waits(limits, 3, NOW + 600)).toEqual([0, 0, 9400])
  })

  it('hear what others have used', () => {
    const limits = new LocalLimits()
    limits.hear('int_1', LIMITS, NOW)
    limits.settle([{ integrationId: 'int_1', tenSecondsUsed: 5, dayUsed: 5 }], [], NOW + 500)
    expect(limits.take('int_1', NOW + 600)).toBe(9400)
  })

  it('are not changed by an answer that belongs to a window that is over', () => {
    const limits = new LocalLimits()
    limits.hear('int_1', { perTenSeconds: 5, perDay: 100, tenSecondsRemaining: 4, dayRemaining: 99 }, NOW)
    waits(limits, 1, NOW + 10_000)
    limits.settle([{ integrationId: 'int_1', tenSecondsUsed: 5, dayUsed: 5 }], [], NOW + 9999)
    expect(limits.take('int_1', NOW + 10_001)).toBe(0)
  })
})
