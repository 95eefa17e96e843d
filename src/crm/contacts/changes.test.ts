import { describe, expect, it } from 'vitest'
import { applyBody, isChanged } from './changes.ts'
import { blankContact, type Contact } from './contact.ts'
import type { ContactBody } from './schema.ts'

const NOW = new Date('2026-01-01T00:00:00Z')
const blank = blankContact('id', NOW)
const apply = (contact: Contact, body: ContactBody) => applyBody(contact, body, { country: 'US', customValues: {} })
const namesOf = ({ name, firstName, lastName }: Contact) => [name, firstName, lastName]

describe('names', () => {
  it.each([
    [{ name: 'Rosan Deo' }, ['Rosan Deo', 'Rosan', 'Deo']],
    [{ name: '  Ana  Maria Lopez ' }, ['  Ana  Maria Lopez ', 'Ana', 'Maria Lopez']],
    [{ name: 'Cher' }, ['Cher', 'Cher', null]],
    [{ firstName: 'Rosan', lastName: 'Deo' }, ['Rosan Deo', 'Rosan', 'Deo']],
    [{ lastName: 'Deo' }, ['Deo', null, 'Deo']],
    [{ name: 'X Y', firstName: 'A', lastName: 'B' }, ['X Y', 'A', 'B']],
    [{ name: null }, [null, null, null]],
    [{ name: '' }, [null, null, null]],
    [{}, [null, null, null]],
  ])('of %j are %j', (body, names) => expect(namesOf(apply(blank, body))).toEqual(names))

  it('are joined anew when one of them changes', () => {
    const contact = apply(blank, { name: 'Rosan Deo' })
    expect(namesOf(apply(contact, { lastName: 'Dee' }))).toEqual(['Rosan Dee', 'Rosan', 'Dee'])
    expect(namesOf(apply(contact, { firstName: null }))).toEqual(['Deo', null, 'Deo'])
    expect(namesOf(apply(contact, { city: 'Oslo' }))).toEqual(['Rosan Deo', 'Rosan', 'Deo'])
  })
})

describe('a change', () => {
  it('is none when only the time or the order of keys differs', () => {
    const contact = { ...blank, dndSettings: { SMS: { status: 'active', code: '1' }, Call: { status: 'inactive' } } }
    const same = { ...blank, dndSettings: { Call: { status: 'inactive' }, SMS: { code: '1', status: 'active' } } }
    expect(isChanged(contact, { ...same, updatedAt: new Date('2027-01-01') })).toBe(false)
    expect(isChanged(contact, { ...same, tags: ['x'] })).toBe(true)
  })

  it('leaves the contact it began with as it was', () => {
    const before = structuredClone(blank)
    apply(blank, { name: 'X', tags: ['a'], dndSettings: { SMS: { status: 'active' } }, dnd: true })
    expect(blank).toEqual(before)
  })
})
