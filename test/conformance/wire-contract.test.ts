import { describe, expect, it } from 'vitest'
import { contactOperations } from '../../src/crm/contacts/routes.ts'
import type { Operation } from '../../src/crm/operation.ts'
import { documentedOperation, eventFaults, isWireContractPresent, replyFaults } from '../support/wire-contract.ts'

const operation = (id: string) => contactOperations.find(one => one.id === id) as Operation
const CONTACT = {
  id: 'seD4PfOuKoVMLkEZqohJ',
  firstName: 'rubika',
  tags: ['x'],
  customFields: [{ id: 'a', value: ['b'] }],
}
const NOTE = { type: 'NoteCreate', locationId: 'l', id: 'n', body: 'text', contactId: 'c', dateAdded: '2026-01-01' }

describe.runIf(isWireContractPresent)('the published documents', () => {
  it.each(contactOperations)('know $method $path as $id with status $status', ({ ...row }) => {
    expect(Object.keys(documentedOperation(row)?.responses ?? {})).toContain(String(row.status))
    expect(row.scope).toMatch(/^contacts\.(readonly|write)$/)
  })

  it('know 27 operations that we serve', () => {
    expect(new Set(contactOperations.map(({ id }) => id)).size).toBe(27)
  })

  it('pass a reply and an event as they have them', () => {
    expect(replyFaults(operation('get-contact'), 200, { contact: CONTACT, traceId: 't' })).toEqual([])
    expect(replyFaults(operation('get-contacts'), 200, { contacts: [], count: 0, meta: { total: 0 } })).toEqual([])
    expect(replyFaults(operation('get-contact'), 404, { statusCode: 404, message: 'no' })).toEqual([])
    expect(eventFaults({ type: 'NoteCreate', body: NOTE })).toEqual([])
  })

  it.each([
    ['an unknown property', { status: 200, body: { contact: { ...CONTACT, password: 'x' } } }, 'password'],
    ['an unknown property of the root', { status: 200, body: { contact: CONTACT, extra: 1 } }, 'extra'],
    [
      'an unknown property of a part',
      { status: 200, body: { contact: { ...CONTACT, customFields: [{ id: 'a', note: 'b' }] } } },
      'note',
    ],
    ['a null', { status: 200, body: { contact: { ...CONTACT, email: null } } }, '/contact/email'],
    ['a wrong type', { status: 200, body: { contact: { ...CONTACT, tags: 'x' } } }, '/contact/tags'],
    ['an undocumented status', { status: 201, body: { contact: CONTACT } }, '201'],
    ['a failure of ours', { status: 500, body: { statusCode: 500, message: 'x' } }, '500'],
    ['an error of another status', { status: 404, body: { statusCode: 400, message: 'x' } }, '/statusCode'],
    ['one sentence where a list is due', { status: 422, body: { statusCode: 422, message: 'x' } }, '/message'],
    ['an error without its name', { status: 401, body: { statusCode: 401, message: 'x' } }, '/error'],
  ])('catch %s', (_, { status, body }, place) => {
    expect(replyFaults(operation('get-contact'), status, body).join()).toContain(place)
  })

  it('catch a null where the document has no schema, save the one that is meant', () => {
    expect(replyFaults(operation('get-duplicate-contact'), 200, { contact: null })).toEqual([])
    expect(replyFaults(operation('search-contacts-advanced'), 200, { contacts: [{ email: null }] })).not.toEqual([])
  })

  it('catch an operation, a path or an event that they do not have', () => {
    expect(replyFaults({ ...operation('get-contact'), id: 'get-person' }, 200, {})).not.toEqual([])
    expect(replyFaults({ ...operation('get-contact'), path: '/people/:id' }, 200, {})).not.toEqual([])
    expect(eventFaults({ type: 'NoteSing', body: NOTE })).not.toEqual([])
  })

  it.each([
    ['an unknown property', { ...NOTE, secret: 1 }, 'secret'],
    ['a wrong type', { ...NOTE, body: 5 }, '/body'],
    ['another type', { ...NOTE, type: 'NoteDelete' }, '/type'],
    ['a missing id', { ...NOTE, id: undefined }, '/id'],
  ])('catch %s in an event', (_, body, place) => {
    expect(eventFaults({ type: 'NoteCreate', body }).join()).toContain(place)
  })
})
