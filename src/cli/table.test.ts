import { describe, expect, it } from 'vitest'
import { screenFor, widthOf } from './screen.ts'
import { reflow, renderPairs, renderTable, wrap } from './table.ts'

const screen = screenFor({}, false)
const columns = [{ title: 'id' }, { title: 'name', yields: true }, { title: 'used' }]

describe('renderTable', () => {
  it('lays rows out below capital titles', () => {
    expect(
      renderTable(
        columns,
        [
          ['int_1', 'Order sync', 'never'],
          ['int_22', 'A', '2 h ago'],
        ],
        screen,
      ),
    ).toEqual(['ID      NAME        USED', 'int_1   Order sync  never', 'int_22  A           2 h ago'])
  })

  it('fits 80 columns by cutting the column that yields, never an id', () => {
    const id = 'int_0Fh3Tz9QwErTy1Ui2Op3'
    const lines = renderTable(columns, [[id, '長い名前'.repeat(30), '12 min ago']], screen)
    expect(Math.max(...lines.map(widthOf))).toBeLessThanOrEqual(80)
    expect(lines[1]).toContain(id)
    expect(lines[1]).toContain('…')
    expect(lines[1]).toMatch(/12 min ago$/)
  })

  it('shows what would steer the terminal as a mark', () => {
    expect(renderTable(columns, [['a', '\u001b[2Jx', 'b']], screen)[1]).toContain('\ufffd[2Jx')
  })
})

describe('renderPairs', () => {
  it('keeps the column of a value with several lines', () => {
    expect(
      renderPairs(
        [
          ['Id', 'x'],
          ['Scopes', ['a', 'b']],
        ],
        screen,
      ),
    ).toEqual(['Id      x', 'Scopes  a', '        b'])
  })
})

describe('reflow', () => {
  it('breaks lines that are too long, and keeps their indent', () => {
    expect(reflow(['short', '  one two three'], 9)).toEqual(['short', '  one two', '  three'])
  })
})

describe('wrap', () => {
  it('breaks at spaces, behind the indent', () => {
    expect(wrap('one two three', 9, '  ')).toEqual(['  one two', '  three'])
  })

  it('leaves a word that is too long whole', () => expect(wrap('abcdefghij k', 5)).toEqual(['abcdefghij', 'k']))
})
