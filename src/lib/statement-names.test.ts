import { describe, expect, test } from 'vitest'
import { isStalePlan, PLANNED_ANEW, StatementNames } from './statement-names.ts'

const nameAfter = (names: StatementNames, text: string, uses: number) =>
  Array.from({ length: uses }, () => names.nameOf(text)).at(-1)

describe('a name', () => {
  test('comes with the fifth use, and stays', () => {
    const names = new StatementNames()
    expect(nameAfter(names, 'select $1', 4)).toBeUndefined()
    const name = names.nameOf('select $1')
    expect(name).toBeDefined()
    expect(names.nameOf('select $1')).toBe(name)
  })

  test('is given to 150 texts, whatever others come', () => {
    const names = new StatementNames()
    const given = Array.from({ length: 200 }, (_, n) => nameAfter(names, `select ${n}`, 5))
    expect(new Set(given.filter(name => name !== undefined)).size).toBe(150)
    expect(names.nameOf('select 0')).toBe(given[0])
  })

  test('is never given to a second text, also after all were taken back', () => {
    const names = new StatementNames()
    const before = nameAfter(names, 'select 1', 5)
    names.renew()
    expect(nameAfter(names, 'select 1', 4)).toBeUndefined()
    expect(nameAfter(names, 'select 2', 5)).not.toBe(before)
  })

  test('is given to nothing that asks to be planned anew', () => {
    expect(nameAfter(new StatementNames(), `select 1 ${PLANNED_ANEW}`, 20)).toBeUndefined()
  })

  test('comes to no text of those that come once each, however many they are', () => {
    const names = new StatementNames()
    for (let n = 0; n < 10_000; n++) expect(names.nameOf(`select ${n}`)).toBeUndefined()
  })
})

test('a stale plan is told from other things that PostgreSQL cannot do', () => {
  expect(isStalePlan({ code: '0A000', message: 'cached plan must not change result type' })).toBe(true)
  expect(isStalePlan({ code: '0A000', message: 'cross-database references are not implemented' })).toBe(false)
  expect(isStalePlan(undefined)).toBe(false)
})
