import { beforeEach, describe, expect, test } from 'vitest'
import { type AttemptLimit, createAttemptLimit } from './attempt-limit.ts'
import { type FixedClock, fixedClock } from './clock.ts'

const MINUTE_MS = 60_000
let clock: FixedClock
let limit: AttemptLimit

beforeEach(() => {
  clock = fixedClock()
  limit = createAttemptLimit({ clock, freeFailures: 5, windowMs: 15 * MINUTE_MS, keysMax: 3 })
})

const fail = (key: string, times: number) => {
  for (let time = 0; time < times; time++) limit.failed(key)
}

describe('failures', () => {
  test('five are free', () => {
    fail('mara', 4)
    expect(limit.waitMs('mara')).toBe(0)
  })

  test('from the fifth on each doubles the wait, from 30 seconds up to the window', () => {
    const waits = []
    fail('mara', 4)
    for (let more = 0; more < 8; more++) {
      limit.failed('mara')
      waits.push(limit.waitMs('mara'))
    }
    const seconds = [30, 60, 120, 240, 480, 900, 900, 900]
    expect(waits).toEqual(seconds.map(second => second * 1000))
  })

  test('the wait counts down and ends at its last millisecond', () => {
    fail('mara', 5)
    clock.advance('29 seconds')
    expect(limit.waitMs('mara')).toBe(1000)
    clock.advance('999 ms')
    expect(limit.waitMs('mara')).toBe(1)
    clock.advance('1 ms')
    expect(limit.waitMs('mara')).toBe(0)
  })

  test('a great many don’t overflow into no wait at all', () => {
    fail('mara', 3000)
    expect(limit.waitMs('mara')).toBe(15 * MINUTE_MS)
  })

  test('are forgotten a window after the last one: nobody is locked out for good', () => {
    fail('mara', 50)
    clock.advance('15 minutes')
    expect(limit.waitMs('mara')).toBe(0)
    fail('mara', 4)
    expect(limit.waitMs('mara')).toBe(0)
  })

  test('are one key’s own', () => {
    fail('mara', 50)
    expect(limit.waitMs('jon')).toBe(0)
  })

  test('are cleared by a success', () => {
    fail('mara', 50)
    limit.succeeded('mara')
    expect(limit.waitMs('mara')).toBe(0)
  })
})

describe('memory', () => {
  test('is bounded: the key that failed longest ago is forgotten first', () => {
    for (const key of ['first', 'second', 'third']) fail(key, 5)
    limit.failed('first')
    fail('fourth', 5)
    expect(limit.waitMs('second')).toBe(0)
    for (const key of ['first', 'third', 'fourth']) expect(limit.waitMs(key), key).toBeGreaterThan(0)
  })
})
