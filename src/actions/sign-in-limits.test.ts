import { beforeEach, describe, expect, test } from 'vitest'
import { type FixedClock, fixedClock } from '../lib/clock.ts'
import { createSignInLimits, type SignInAttempt, type SignInLimits } from './sign-in-limits.ts'

let clock: FixedClock
let limits: SignInLimits
beforeEach(() => {
  clock = fixedClock()
  limits = createSignInLimits(clock)
})

const email = 'mara@example.com'
const fail = (attempt: SignInAttempt, times: number) => {
  for (let time = 0; time < times; time++) limits.failed(attempt)
}
const from = (at: number, device?: string): SignInAttempt => ({ email, ip: `198.51.100.${at}`, device })

describe('S34: one person', () => {
  test('from one network waits after five failures, whatever the case of the address', () => {
    fail(from(1), 5)
    expect(limits.waitMs(from(1))).toBe(30_000)
    expect(limits.waitMs({ ...from(1), email: ' MARA@example.com' })).toBe(30_000)
    expect(limits.waitMs(from(2))).toBe(0)
  })

  test('from many networks waits longer and longer, at most 30 seconds', () => {
    const waits: number[] = []
    for (let at = 0; at < 40; at++) {
      fail(from(at), 1)
      waits.push(limits.waitMs(from(200)))
    }
    expect(waits.slice(0, 19).every(wait => wait === 0)).toBe(true)
    expect(waits.slice(19, 26)).toEqual([1000, 2000, 4000, 8000, 16_000, 30_000, 30_000])
  })

  test('is held up for an hour after 100 failures in a row, and then not any more', () => {
    for (let at = 0; at < 100; at++) fail({ email, ip: `10.0.${at}.1` }, 1)
    expect(limits.waitMs(from(200))).toBe(3_600_000)
    clock.advance('1 hour')
    expect(limits.waitMs(from(200))).toBe(0)
  })

  test('is not locked out by strangers on a device of theirs; its own failures count there', () => {
    for (let at = 0; at < 100; at++) fail({ email, ip: `10.0.${at}.1` }, 1)
    fail(from(1), 30)
    expect(limits.waitMs(from(1, 'laptop'))).toBe(0)
    fail(from(1, 'laptop'), 5)
    expect(limits.waitMs(from(1, 'laptop'))).toBe(30_000)
    expect(limits.waitMs(from(1, 'phone'))).toBe(0)
  })
})

describe('S34: one network', () => {
  const person = (at: number, ip = '2001:db8::1'): SignInAttempt => ({ email: `p${at}@example.com`, ip })

  test('waits after 50 failures over all persons; an IPv6 /64 is one, and the next is another', () => {
    for (let at = 0; at < 50; at++) fail(person(at, `2001:db8::${at + 1}`), 1)
    expect(limits.waitMs(person(99, '2001:db8::ffff'))).toBe(30_000)
    expect(limits.waitMs(person(99, '2001:db8:0:1::1'))).toBe(0)
  })

  test('is not cleared by a sign-in that succeeds', () => {
    for (let at = 0; at < 50; at++) fail(person(at), 1)
    limits.failed(person(99))
    limits.succeeded(person(99))
    expect(limits.waitMs(person(98))).toBeGreaterThan(0)
  })

  test('of an office does not wait for those who sign in rightly', () => {
    for (let at = 0; at < 500; at++) {
      limits.failed(person(at))
      limits.succeeded(person(at))
    }
    expect(limits.waitMs(person(999))).toBe(0)
  })
})
