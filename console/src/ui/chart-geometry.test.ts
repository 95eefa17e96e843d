import { describe, expect, it } from 'vitest'
import { areaPath, CHART, pointAt, roundMost, tickIndexes } from './chart-geometry.ts'

describe('a chart', () => {
  it.each([
    [[], 4],
    [[0], 4],
    [[5], 8],
    [[7], 8],
    [[9], 12],
    [[10], 20],
    [[41], 60],
    [[100], 100],
    [[101], 200],
    [[889, 12], 1000],
    [[4100], 5000],
  ])('ends its scale at a round number with whole quarters: %j → %i', (values, most) => {
    expect(roundMost(values)).toBe(most)
  })

  it('puts the first and the last moment at its edges, and a single one in the middle', () => {
    const at = (index: number, count: number) => pointAt(index, 0, { count, most: 4, width: 600 })[0]
    expect([at(0, 8), at(7, 8)]).toEqual([CHART.start, 600 - CHART.end])
    expect(at(0, 1)).toBe((CHART.start + 600 - CHART.end) / 2)
  })

  it('names as many moments as have room', () => {
    expect(tickIndexes(168, 900)).toHaveLength(7)
    expect(tickIndexes(168, 300)).toHaveLength(3)
    expect(tickIndexes(0, 900)).toEqual([])
  })

  it('draws nothing without values', () => {
    expect(areaPath([])).toBe('')
  })
})
