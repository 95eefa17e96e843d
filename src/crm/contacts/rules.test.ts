import { describe, expect, it } from 'vitest'
import { normaliseBirthday, normaliseTags } from './rules.ts'

describe('a birthday', () => {
  it.each([
    ...['1990-09-25', '1990/09/25', '1990.09.25', '1990_09_25', '09/25/1990', '09-25-1990', '09.25.1990', '09_25_1990'],
    ...['9/25/1990', '1990-9-25', ' 1990-09-25 ', '1990-09-25T00:00:00.000Z'],
  ])('is read in the documented format %s', text => expect(normaliseBirthday(text)).toBe('1990-09-25'))

  it('may be on a leap day', () => expect(normaliseBirthday('2024-02-29')).toBe('2024-02-29'))

  it.each(['', null])('%j is none', text => expect(normaliseBirthday(text)).toBeNull())

  it.each(['25/09/1990', '2023-02-29', '1990-00-10', '1990-13-01', '1990-09-31', '0001-01-01', '1990-09/25', 'today'])(
    '%s is refused',
    text => expect(() => normaliseBirthday(text)).toThrow('dateOfBirth must be a date'),
  )
})

describe('tags', () => {
  it('are lower case, trimmed, each once, in the order they came', () => {
    expect(normaliseTags(['B', ' a ', 'b', '', 'A'])).toEqual(['b', 'a'])
  })
  it('are at most 500 on a contact', () => {
    const many = Array.from({ length: 501 }, (_, index) => `tag ${index}`)
    expect(() => normaliseTags(many)).toThrow('must not be more than 500')
  })
})
