import { describe, expect, it } from 'vitest'
import { csvText } from './download.ts'

describe('csvText', () => {
  it('quotes what would end a cell or a row', () => {
    expect(csvText([['a', 'b, c', 'd "e"', 'f\ng']])).toBe('a,"b, c","d ""e""","f\ng"\r\n')
  })

  it.each(['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1'])('lets no formula out: %j', text => {
    expect(
      csvText([[text]])
        .replaceAll('"', '')
        .startsWith(`'${text}`),
    ).toBe(true)
  })
})
