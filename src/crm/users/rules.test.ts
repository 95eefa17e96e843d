import { describe, expect, it } from 'vitest'
import { splitName } from '../../domain/user.ts'
import { splitIds, wireRole } from './rules.ts'

describe('splitName', () => {
  it.each([
    ['Maria de la Cruz', 'Maria', 'de la Cruz'],
    ['  Ada   Lovelace ', 'Ada', 'Lovelace'],
    ['Cher', 'Cher', ''],
    ['', '', ''],
  ])('reads %j as %j and %j', (name, firstName, lastName) => {
    expect(splitName(name)).toEqual({ firstName, lastName })
  })
})

describe('wireRole', () => {
  it('is admin for whoever is admin somewhere, user for everyone else', () => {
    expect(wireRole(['viewer', 'admin'])).toBe('admin')
    expect(wireRole(['developer'])).toBe('user')
  })
})

describe('splitIds', () => {
  it('reads ids with commas between and drops empty ones', () => {
    expect(splitIds('a, b,,c')).toEqual(['a', 'b', 'c'])
  })

  it('keeps an unused filter apart from an empty one', () => {
    expect(splitIds(undefined)).toBeUndefined()
    expect(splitIds('')).toEqual([])
  })
})
