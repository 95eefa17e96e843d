import { describe, expect, it } from 'vitest'
import {
  normaliseBirthday,
  normaliseEmail,
  normalisePhone,
  normaliseTags,
  readInstant,
  readPhone,
  searchText,
} from './rules.ts'

describe('an e-mail', () => {
  it.each([
    [' Rosan@Deos.com ', 'Rosan@Deos.com'],
    ['a+b@c.d', 'a+b@c.d'],
    ['jörg@müller.example', 'jörg@müller.example'],
    ['', null],
    ['  ', null],
    [null, null],
  ])('%j is kept as %j', (text, kept) => expect(normaliseEmail(text)).toBe(kept))

  it.each(['a', '@', 'a@b', '@b.c', 'a@', 'a@b.', 'a@.c', 'a b@c.d', 'a@b@c.d', `${'a'.repeat(251)}@b.c`])(
    '%s is refused',
    text => expect(() => normaliseEmail(text)).toThrow('email must be an email'),
  )
})

describe('a phone number', () => {
  it.each([
    ['+1 888-888-8888', 'US', '+18888888888'],
    ['(888) 888-8888', 'US', '+18888888888'],
    ['00 44 7911 123456', 'US', '+447911123456'],
    ['07911 123456', 'GB', '+447911123456'],
    ['06 12 34 56 78', 'FR', '+33612345678'],
    ['+1423164516', 'US', '+1423164516'],
    ['+919509597501', 'DE', '+919509597501'],
  ])('%s read in %s is %s', (text, country, phone) => expect(normalisePhone(text, country)).toBe(phone))

  it.each(['', ' ', null])('%j is none', text => expect(normalisePhone(text, 'US')).toBeNull())

  it.each(['1', 'call me', '+', '+0123456789', '+1234567890123456', '+1 888 TOY SHOP', '٠١٢٣٤٥٦٧٨٩0000'])(
    '%s is refused',
    text => expect(() => normalisePhone(text, 'US')).toThrow('phone must be'),
  )

  it('of no known country is only read with its country code', () => {
    expect(readPhone('888-888-8888', '')).toBeUndefined()
    expect(readPhone('+1 888 888 8888', '')).toBe('+18888888888')
  })
})

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

describe('an instant', () => {
  it.each([
    ['2020-10-25T11:00:00Z', '2020-10-25T11:00:00.000Z'],
    ['2020-10-25', '2020-10-25T00:00:00.000Z'],
    ['2020-10-25T11:00', '2020-10-25T11:00:00.000Z'],
    ['2020-10-25T11:00:00', '2020-10-25T11:00:00.000Z'],
    ['2020-10-25T11:00:00.5+02:00', '2020-10-25T09:00:00.500Z'],
  ])('%s is %s, in UTC where no zone is given', (text, iso) => expect(readInstant(text)?.toISOString()).toBe(iso))

  it.each(['', 'today', '2020', '2020-13-01', '2020-10-25T25:00:00Z', '0999-01-01', '20201025', '+010000-01-01'])(
    '%j is none',
    text => expect(readInstant(text)).toBeUndefined(),
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

it('the search text has a line for each field, whatever the fields hold', () => {
  const text = searchText({
    name: 'Ä\nB',
    firstName: 'Ä',
    lastName: null,
    email: 'X@y.z',
    phone: '+1',
    companyName: ' C  D ',
  })
  expect(text.split('\n')).toEqual(['ä b', 'ä', '', 'x@y.z', '+1', 'c d'])
})
