import { describe, expect, it } from 'vitest'
import { spanWords } from './time-words.ts'

const HOUR_MS = 3_600_000

describe('spanWords', () => {
  it.each([
    [-1, '0 min'],
    [1, '1 min'],
    [35 * 60_000, '35 min'],
    [HOUR_MS, '1 h'],
    [1.5 * HOUR_MS, '1 h 30 min'],
    [105 * HOUR_MS, '4 d 9 h'],
    [168 * HOUR_MS, '7 d'],
    [168 * HOUR_MS - 1, '7 d'],
  ])('%i ms are %s', (ms, words) => expect(spanWords(ms)).toBe(words))
})
