import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { contactOperations } from '../../../src/crm/contacts/routes.ts'
import { type CrmAccount, createCrmAccount } from '../../support/crm.ts'
import { createTestDatabase, type TestDatabase } from '../../support/database.ts'

let test: TestDatabase
let account: CrmAccount
let owner: string
beforeAll(async () => {
  test = await createTestDatabase()
  account = await createCrmAccount(test, contactOperations)
  owner = await account.addUser('Owner')
  const stranger = await createCrmAccount(test, contactOperations)
  await stranger.call('create-contact', {
    body: { locationId: stranger.locationId, name: 'Alex Foreign', tags: ['vip'] },
  })
  const people = [
    {
      name: 'Alex Peter',
      email: 'alex@one.test',
      phone: '+14155550001',
      tags: ['vip', 'new'],
      city: 'Oslo',
      dnd: true,
    },
    { name: 'Älva Öberg', email: 'alva@two.test', city: 'oslo', dateOfBirth: '1990-05-05', companyName: 'Öberg & Co' },
    { name: 'Zoë 50%_off', email: 'zoe@one.test', tags: ['new'], source: 'public api', assignedTo: owner },
    { name: 'alex Zimmer', phone: '+442071838750', city: 'London', country: 'GB', dateOfBirth: '1970-01-31' },
    {
      firstName: 'Bob',
      companyName: 'ACME',
      website: 'https://acme.test',
      postalCode: '0150',
      timezone: 'Europe/Oslo',
    },
  ]
  for (const person of people) {
    account.clock.advance('1 day')
    await account.call('create-contact', { body: { locationId: account.locationId, ...person } })
  }
})
afterAll(() => test.drop())

const search = (body: object = {}) =>
  account.call('search-contacts-advanced', { body: { locationId: account.locationId, ...body } })
const names = async (body: object) =>
  (await search(body)).body.contacts.map((one: { contactName: string }) => one.contactName.split(' ')[0])
const by = (field: string, operator: string, value?: unknown) => ({ filters: [{ field, operator, value }] })

const ALL = ['Bob', 'alex', 'Zoë', 'Älva', 'Alex']

describe('filters', () => {
  it.each([
    [
      ['firstNameLowerCase', 'eq', 'ALEX'],
      ['alex', 'Alex'],
    ],
    [['firstName', 'eq', 'älva'], ['Älva']],
    [['lastName', 'contains', 'ÖBER'], ['Älva']],
    [
      ['name', 'not_contains', 'alex'],
      ['Bob', 'Zoë', 'Älva'],
    ],
    [['name', 'contains', '50%_'], ['Zoë']],
    [['name', 'contains', '%'], ['Zoë']],
    [['name', 'contains', 'x p'], ['Alex']],
    [['email', 'eq', 'ALEX@one.test'], ['Alex']],
    [['email', 'eq', 'one.test'], []],
    [
      ['email', 'contains', '@one.'],
      ['Zoë', 'Alex'],
    ],
    [
      ['email', 'not_exists', undefined],
      ['Bob', 'alex'],
    ],
    [
      ['email', 'not_eq', 'alex@one.test'],
      ['Bob', 'alex', 'Zoë', 'Älva'],
    ],
    [['phone', 'eq', '+1 415 555 0001'], ['Alex']],
    [['phone', 'contains', '7183-87'], ['alex']],
    [
      ['phone', 'exists', undefined],
      ['alex', 'Alex'],
    ],
    [['companyName', 'eq', 'acme'], ['Bob']],
    [
      ['city', 'eq', 'Oslo'],
      ['Älva', 'Alex'],
    ],
    [
      ['city', 'not_eq', 'Oslo'],
      ['Bob', 'alex', 'Zoë'],
    ],
    [
      ['city', 'not_contains', 'lo'],
      ['Bob', 'Zoë'],
    ],
    [['country', 'eq', ['GB', 'DE']], ['alex']],
    [['postalCode', 'eq', '0150'], ['Bob']],
    [['dnd', 'eq', true], ['Alex']],
    [
      ['dnd', 'not_eq', true],
      ['Bob', 'alex', 'Zoë', 'Älva'],
    ],
    [['tags', 'eq', 'VIP'], ['Alex']],
    [
      ['tags', 'contains', ['vip', 'new']],
      ['Zoë', 'Alex'],
    ],
    [
      ['tags', 'not_contains', ['vip']],
      ['Bob', 'alex', 'Zoë', 'Älva'],
    ],
    [
      ['tags', 'not_exists', undefined],
      ['Bob', 'alex', 'Älva'],
    ],
    [
      ['dateAdded', 'range', { gte: '2026-01-03T00:00:00Z', lt: '2026-01-05T00:00:00.000Z' }],
      ['Zoë', 'Älva'],
    ],
    [['dateAdded', 'range', { gt: Date.UTC(2026, 0, 5) }], ['Bob']],
    [['dateUpdated', 'range', { lte: '2026-01-02' }], ['Alex']],
    [['dateAdded', 'eq', '2026-01-02T00:00:00Z'], ['Alex']],
    [['dateOfBirth', 'range', { lt: '1980-01-01' }], ['alex']],
    [['dateOfBirth', 'eq', '1990-05-05'], ['Älva']],
    [
      ['dateOfBirth', 'not_exists', undefined],
      ['Bob', 'Zoë', 'Alex'],
    ],
    [['type', 'eq', 'lead'], ALL],
  ] as [[string, string, unknown], string[]][])('%j', async ([field, operator, value], expected) => {
    expect(await names(by(field, operator, value))).toEqual(expected)
  })

  it('finds by the id, the assignee and what is assigned', async () => {
    const zoe = (await search(by('assignedTo', 'eq', owner))).body.contacts[0]
    expect(zoe.contactName).toContain('Zoë')
    expect(await names(by('id', 'eq', zoe.id))).toEqual(['Zoë'])
    expect(await names(by('assignedTo', 'exists'))).toEqual(['Zoë'])
  })

  it('are all required, and nest in groups of AND and OR', async () => {
    const vip = { field: 'tags', operator: 'eq', value: 'vip' }
    const london = { field: 'city', operator: 'eq', value: 'London' }
    const alex = { field: 'firstName', operator: 'eq', value: 'alex' }
    const bob = { field: 'firstName', operator: 'eq', value: 'bob' }
    expect(await names({ filters: [vip, london] })).toEqual([])
    expect(await names({ filters: [{ group: 'OR', filters: [vip, london] }] })).toEqual(['alex', 'Alex'])
    const both = { group: 'AND', filters: [alex, { group: 'OR', filters: [london, bob] }] }
    expect(await names({ filters: [{ group: 'OR', filters: [both, bob] }] })).toEqual(['Bob', 'alex'])
    expect(await names({ filters: [] })).toEqual(ALL)
  })

  it.each([
    [[{ field: 'password', operator: 'eq', value: 'x' }], 'filters.0.field'],
    [[{ field: '__proto__', operator: 'eq', value: 'x' }], 'filters.0.field'],
    [[{ field: 'email; drop table', operator: 'eq', value: 'x' }], 'filters.0.field'],
    [[{ field: 'email', operator: 'like', value: 'x' }], 'filters.0.operator'],
    [[{ field: 'email', operator: 'range', value: { gt: 'a' } }], 'filters.0.operator'],
    [[{ field: 'dateAdded', operator: 'contains', value: '2026' }], 'filters.0.operator'],
    [[{ field: 'email', operator: 'eq' }], 'filters.0.value'],
    [[{ field: 'email', operator: 'eq', value: null }], 'filters.0.value'],
    [[{ field: 'email', operator: 'eq', value: {} }], 'filters.0.value'],
    [[{ field: 'email', operator: 'eq', value: [] }], 'filters.0.value'],
    [[{ field: 'email', operator: 'eq', value: 'x'.repeat(256) }], 'filters.0.value'],
    [[{ field: 'dnd', operator: 'eq', value: 'maybe' }], 'filters.0.value'],
    [[{ field: 'dateAdded', operator: 'range', value: 'today' }], 'filters.0.value'],
    [[{ field: 'dateAdded', operator: 'range', value: {} }], 'filters.0.value'],
    [[{ field: 'dateAdded', operator: 'range', value: { gt: 'soon' } }], 'filters.0.value.gt'],
    [[{ field: 'dateAdded', operator: 'range', value: { gt: '275760-01-01' } }], 'filters.0.value.gt'],
    [[{ field: 'dateAdded', operator: 'range', value: { gt: 8e15 } }], 'filters.0.value.gt'],
    [[{ field: 'dateAdded', operator: 'range', value: { between: 1 } }], 'filters.0.value.between'],
    [[{ group: 'XOR', filters: [] }], 'filters.0.group'],
    [[{ group: 'OR', filters: [] }], 'filters.0.filters'],
    [[{ group: 'OR', filters: [{ group: 'OR' }] }], 'filters.0.filters.0.filters'],
    [['email'], 'filters.0'],
    [[null], 'filters.0'],
    [[{ field: 'email', operator: 'exists', negate: true }], 'filters.0.negate'],
    [
      [{ group: 'AND', filters: Array.from({ length: 101 }, () => ({ field: 'email', operator: 'exists' })) }],
      'filters',
    ],
  ])('refuse %j, naming the place', async (filters, place) => {
    const { status, body } = await search({ filters })
    expect(status).toBe(422)
    expect(body.message[0].split(' ')[0]).toBe(place)
  })

  it('refuse a tree deeper than eight', async () => {
    const nest = (depth: number): object =>
      depth === 0 ? { field: 'email', operator: 'exists' } : { group: 'AND', filters: [nest(depth - 1)] }
    expect((await search({ filters: [nest(7)] })).status).toBe(200)
    expect((await search({ filters: [nest(8)] })).status).toBe(422)
  })
})

describe('query', () => {
  it.each([
    ['alex', ['alex', 'Alex']],
    ['ÄLVA', ['Älva']],
    ['öberg co', ['Älva']],
    ['one.test', ['Zoë', 'Alex']],
    ['(415) 555', ['Alex']],
    ['acme', ['Bob']],
    ['z', ['alex', 'Zoë']],
    ['', ALL],
  ])('%j finds by name, e-mail, phone and company', async (query, expected) => {
    expect(await names({ query })).toEqual(expected)
  })
})
