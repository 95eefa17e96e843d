import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { anchoredClock, fixedClock, spanMs } from './clock.ts'

describe('a span of time', () => {
  test.each([
    ['1 ms', 1],
    ['-1 ms', -1],
    ['1 second', 1000],
    ['2 minutes', 120_000],
    ['1 hour', 3_600_000],
    ['7 days', 604_800_000],
  ])('%s is %d ms', (span, ms) => expect(spanMs(span)).toBe(ms))

  test.each(['', '7', 'days', '7days', '1.5 hours', '7 weeks', '7 dayss', ' 7 days', '7 days ago'])(
    '%j is refused',
    span => expect(() => spanMs(span)).toThrow('not a span of time'),
  )
})

describe('the fixed clock', () => {
  test('stands still until it is moved', () => {
    const clock = fixedClock('2026-01-01T00:00:00.000Z')
    expect(clock.now()).toEqual(clock.now())
    clock.advance('7 days')
    clock.advance('-1 ms')
    expect(clock.now()).toEqual(new Date('2026-01-07T23:59:59.999Z'))
    clock.set('2030-01-01T00:00:00.000Z')
    expect(clock.now()).toEqual(new Date('2030-01-01T00:00:00.000Z'))
  })

  test('gives a moment of the caller’s own: changing it doesn’t move the clock', () => {
    const clock = fixedClock()
    clock.now().setFullYear(1999)
    expect(clock.now().getFullYear()).toBe(2026)
  })
})

describe('the anchored clock', () => {
  const START_MS = Date.parse('2026-01-01T00:00:00.000Z')
  let wallMs = START_MS
  let monotonicMs = 5000

  beforeEach(() => {
    wallMs = START_MS
    monotonicMs = 5000
    vi.spyOn(Date, 'now').mockImplementation(() => wallMs)
    vi.spyOn(performance, 'now').mockImplementation(() => monotonicMs)
  })
  afterEach(() => vi.restoreAllMocks())

  const pass = (ms: number) => {
    wallMs += ms
    monotonicMs += ms
  }
  const readAt = (ms: number) => () => Promise.resolve(new Date(ms))

  test('takes the anchor’s time at the first sync, however far it is from this machine’s', async () => {
    const clock = anchoredClock()
    expect(clock.now()).toEqual(new Date(START_MS))
    await clock.sync(readAt(START_MS - 90 * 86_400_000))
    expect(clock.now()).toEqual(new Date(START_MS - 90 * 86_400_000))
  })

  test('takes the anchor’s time as of the middle of the question', async () => {
    const clock = anchoredClock()
    await clock.sync(async () => {
      pass(10)
      const anchor = new Date(START_MS + 1000)
      pass(10)
      return anchor
    })
    expect(clock.now()).toEqual(new Date(START_MS + 1000 + 10))
  })

  test('goes on by the monotonic clock alone: a jump of this machine’s wall clock doesn’t matter', async () => {
    const clock = anchoredClock()
    await clock.sync(readAt(START_MS))
    wallMs += 3_600_000
    pass(250)
    expect(clock.now()).toEqual(new Date(START_MS + 250))
    wallMs -= 90 * 86_400_000
    expect(clock.now()).toEqual(new Date(START_MS + 250))
  })

  test.each([3_600_000, -3_600_000, 500, -500])(
    'follows a jump of the anchor by %d ms at most 2 ms per sync',
    async jumpMs => {
      const clock = anchoredClock()
      await clock.sync(readAt(START_MS))
      for (let sync = 1; sync <= 10; sync++) {
        pass(1000)
        await clock.sync(readAt(START_MS + sync * 1000 + jumpMs))
        expect(clock.now().getTime() - (START_MS + sync * 1000)).toBe(2 * sync * Math.sign(jumpMs))
      }
    },
  )

  test('follows slow drift exactly', async () => {
    const clock = anchoredClock()
    await clock.sync(readAt(START_MS))
    for (let sync = 1; sync <= 100; sync++) {
      pass(1000)
      await clock.sync(readAt(START_MS + sync * 1001))
    }
    expect(clock.now()).toEqual(new Date(START_MS + 100_100))
  })

  test('stays as it is when the anchor cannot be read, and says so', async () => {
    const clock = anchoredClock()
    await clock.sync(readAt(START_MS + 50))
    await expect(clock.sync(() => Promise.reject(new Error('the database is away')))).rejects.toThrow('away')
    expect(clock.now()).toEqual(new Date(START_MS + 50))
  })

  test('never goes back once it is anchored: a secret that was dead stays dead', async () => {
    const step = fc.record({
      passMs: fc.double({ min: 0, max: 5, noNaN: true }),
      offMs: fc.integer({ min: -50, max: 50 }),
    })
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 40 }), async steps => {
        const clock = anchoredClock()
        await clock.sync(readAt(START_MS))
        const startedMs = monotonicMs
        let last = clock.now()
        for (const { passMs, offMs } of steps) {
          pass(passMs)
          expect(clock.now() >= last).toBe(true)
          last = clock.now()
          await clock.sync(readAt(Math.round(START_MS + monotonicMs - startedMs + offMs)))
          expect(clock.now() >= last).toBe(true)
          last = clock.now()
        }
      }),
      { numRuns: 200 },
    )
  })
})
