import { describe, expect, test } from 'vitest'
import { fixedClock } from './clock.ts'
import { createTally } from './tally.ts'

const MINUTE_MS = 60_000

describe('a tally', () => {
  test('S84: gives one count for each key and span, whatever the number', () => {
    const clock = fixedClock()
    const tally = createTally<string>({ clock, spanMs: MINUTE_MS })
    for (let time = 0; time < 1000; time++) tally.add('a', 'A')
    tally.add('b', 'B')
    expect(tally.take(), 'the span runs still').toEqual([])
    clock.advance('1 minute')
    tally.add('a', 'A')
    expect(tally.take().map(({ facts, count }) => [facts, count])).toEqual([
      ['A', 1000],
      ['B', 1],
    ])
    expect(tally.take()).toEqual([])
    expect(tally.take(true)).toMatchObject([{ facts: 'A', count: 1 }])
  })

  test('S84: holds so many keys and no more', () => {
    const clock = fixedClock()
    const tally = createTally<number>({ clock, spanMs: MINUTE_MS, keysMax: 3 })
    for (let key = 0; key < 10; key++) tally.add(String(key), key)
    expect(tally.take(true)).toHaveLength(3)
  })

  test('S83: keeps what could not be written down for the next time', () => {
    const clock = fixedClock()
    const tally = createTally<string>({ clock, spanMs: MINUTE_MS })
    tally.add('a', 'A')
    const taken = tally.take(true)
    tally.putBack(taken)
    expect(tally.take()).toEqual(taken)
  })
})
