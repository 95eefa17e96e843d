import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { PackedIds } from './packed-ids.ts'
import { PagedColumn } from './paged-column.ts'
import { RowTable } from './row-table.ts'
import { TextCells } from './text-cells.ts'

const keyOf = (number: number) => new Uint32Array([number % 5, 0, number, 7])
const steps = fc.array(fc.tuple(fc.constantFrom('take', 'take', 'delete'), fc.nat({ max: 60 })), { maxLength: 400 })

describe('rows by key', () => {
  test('answer as a Map does after any sequence, and a row belongs to one key at a time', () => {
    fc.assert(
      fc.property(steps, fc.nat({ max: 2000 }), (sequence, expected) => {
        const table = new RowTable()
        table.reserve(expected)
        const known = new Map<number, number>()
        for (const [what, number] of sequence) {
          if (what === 'take') known.set(number, table.take(keyOf(number)))
          else {
            expect(table.delete(keyOf(number))).toBe(known.get(number) ?? -1)
            known.delete(number)
          }
        }
        expect(table.size).toBe(known.size)
        for (let number = 0; number <= 60; number++) expect(table.find(keyOf(number))).toBe(known.get(number) ?? -1)
        expect(new Set(known.values()).size).toBe(known.size)
      }),
      { numRuns: 200 },
    )
  })

  test('that are there already stay where room is asked for late', () => {
    const table = new RowTable()
    const row = table.take(keyOf(1))
    table.reserve(1_000_000)
    expect(table.find(keyOf(1))).toBe(row)
  })

  test('grow without a pause: no key of 300,000 takes as long as 20 ms', () => {
    // The collector may stop any one run; a table that copies itself whole would stop every one of them.
    const slowest = [1, 2, 3].map(slowestTakeMs)
    expect(Math.min(...slowest)).toBeLessThan(20)
  })
})

/** Of this thread's own time: that others were given the processor meanwhile is no pause of ours. */
function slowestTakeMs(): number {
  const table = new RowTable()
  let slowestMs = 0
  for (let number = 0; number < 300_000; number++) {
    const before = process.threadCpuUsage()
    table.take(keyOf(number))
    const { user, system } = process.threadCpuUsage(before)
    slowestMs = Math.max(slowestMs, (user + system) / 1000)
  }
  expect(table.find(keyOf(299_999))).toBe(299_999)
  return slowestMs
}

describe('packed ids', () => {
  const ids = new PackedIds('tok')
  const there = (id: string, row = 1) => {
    const words = Uint32Array.from(ids.pack(id))
    ids.keep(row, id)
    return ids.unpack(row, words)
  }

  test.each(['tok_00000000000000000000', 'tok_zzzzzzzzzzzzzzzzzzzz', 'tok_0aZ9kQ3mN7pX1cV5bL8d'])('give %s back', id =>
    expect(there(id)).toBe(id),
  )

  test.each(['', 'tok_', 'int_0aZ9kQ3mN7pX1cV5bL8d', 'tok_0aZ9kQ3mN7pX1cV5bL8-', 'tok_0aZ9kQ3mN7pX1cV5bL8dX', 'tök'])(
    'keep %j, which has another form, as it is',
    id => expect(there(id)).toBe(id),
  )

  test('are kept by the row that is told, whichever was packed last', () => {
    const [own, foreign] = ['tok_0aZ9kQ3mN7pX1cV5bL8d', 'tök']
    const words = [own, foreign].map(id => Uint32Array.from(ids.pack(id)))
    ids.keep(1, own)
    ids.keep(2, foreign)
    expect(words.map((packed, at) => ids.unpack(at + 1, packed))).toEqual([own, foreign])
  })

  test('have other words when they differ in any character', () => {
    const id = 'tok_0aZ9kQ3mN7pX1cV5bL8d'
    const others = Array.from({ length: 20 }, (_, at) => `${id.slice(0, at + 4)}y${id.slice(at + 5)}`)
    const words = [id, ...others].map(text => String(ids.pack(text)))
    expect(new Set(words).size).toBe(21)
  })
})

describe('texts', () => {
  test('come back as they were, also in room that was given back', () => {
    const cells = new TextCells()
    const texts = Array.from({ length: 5000 }, (_, at) => `Größe ${'x'.repeat(at % 90)} ${at}`)
    const places = texts.map(text => cells.add(text))
    for (const [at, place] of places.entries()) if (at % 2 === 0) cells.delete(place)
    const again = texts.filter((_, at) => at % 2 === 0).map(text => cells.add(text))
    const all = [...again, ...places.filter((_, at) => at % 2 === 1)].map(place => cells.read(place))
    expect(all).toEqual([...texts.filter((_, at) => at % 2 === 0), ...texts.filter((_, at) => at % 2 === 1)])
    expect(Math.max(...again)).toBeLessThanOrEqual(Math.max(...places))
    expect(cells.read(0)).toBe('')
  })
})

test('a column of rare values gives the absent one wherever none was set', () => {
  const column = new PagedColumn(Float64Array, Number.POSITIVE_INFINITY)
  column.set(5, Number.POSITIVE_INFINITY)
  column.set(100_000, 1)
  expect([0, 5, 99_999, 100_000, 100_001, 1_000_000].map(row => column.get(row))).toEqual([
    ...[Infinity, Infinity, Infinity, 1, Infinity, Infinity],
  ])
})
