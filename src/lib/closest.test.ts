import { describe, expect, it } from 'vitest'
import { closestTo, editDistance } from './closest.ts'

describe('closestTo', () => {
  const words = ['contacts.readonly', 'contacts.write', 'locations.readonly']

  it.each([
    ['contacts.readonyl', 'contacts.readonly'],
    ['contact.write', 'contacts.write'],
    ['Contacts.Write', 'contacts.write'],
    ['contacts.read', 'contacts.readonly'],
    ['contacts.reed', 'contacts.readonly'],
    ['contacts.writ', 'contacts.write'],
    ['location', 'locations.readonly'],
  ])('takes %s for %s', (word, meant) => expect(closestTo(word, words)).toBe(meant))

  it('guesses nothing for a word that is like none of them', () => {
    expect(closestTo('invoices', words)).toBeUndefined()
    expect(closestTo('x', [])).toBeUndefined()
  })
})

describe('editDistance', () => {
  it.each([
    ['', '', 0],
    ['abc', '', 3],
    ['abc', 'abc', 0],
    ['abc', 'acb', 1],
    ['rotate', 'rotat', 1],
    ['kitten', 'sitting', 3],
  ])('of %s and %s is %i', (a, b, distance) => expect(editDistance(a, b)).toBe(distance))
})
