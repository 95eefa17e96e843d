import { describe, expect, it } from 'vitest'
import { fixedClock } from '../lib/clock.ts'
import { FailureLimit } from './failure-limit.ts'

describe('S21: failed look-ups', () => {
  it('S21: are answered up to the limit of a network, then turned away until the minute ends', () => {
    const clock = fixedClock('2026-01-01T00:00:10.000Z')
    const limit = new FailureLimit({ clock, perNetwork: 3, inAll: 0 })
    expect([1, 2, 3].map(() => limit.failed('192.0.2.7'))).toEqual([0, 0, 0])
    expect(limit.failed('192.0.2.7')).toBe(50_000)
    expect(limit.failed('192.0.2.8')).toBe(0)
    clock.advance('50 seconds')
    expect(limit.failed('192.0.2.7')).toBe(0)
    expect(limit.turnedAway).toBe(1)
  })

  it('S21: count an IPv6 network as one, whatever address of it is used', () => {
    const limit = new FailureLimit({ clock: fixedClock(), perNetwork: 100, inAll: 0 })
    const waits = Array.from({ length: 101 }, (_, i) => limit.failed(`2001:db8::${i.toString(16)}`))
    expect(waits.findIndex(wait => wait > 0)).toBe(100)
  })

  it('S21: are limited in all, from however many networks', () => {
    const limit = new FailureLimit({ clock: fixedClock(), perNetwork: 10, inAll: 1000 })
    const waits = Array.from({ length: 1200 }, (_, i) => limit.failed(`10.1.${i >> 8}.${i & 255}`))
    expect(waits.filter(wait => wait > 0).length).toBeGreaterThanOrEqual(200)
    expect(waits.slice(0, 900).every(wait => wait === 0)).toBe(true)
  })

  it('are all answered when the limits are off', () => {
    const limit = new FailureLimit({ clock: fixedClock(), perNetwork: 0, inAll: 0 })
    expect(Array.from({ length: 5000 }, () => limit.failed('192.0.2.7')).every(wait => wait === 0)).toBe(true)
  })
})
