import { describe, expect, test } from 'vitest'
import { SCOPES, scopesFor } from './scope.ts'

const namesFor = (kind: 'agency' | 'location') => scopesFor(kind).map(({ scope }) => scope)

describe('the catalogue', () => {
  test('names each scope once, in letters that a space-separated list can hold', () => {
    const names = SCOPES.map(({ scope }) => scope)
    expect(new Set(names).size).toBe(names.length)
    expect(names.filter(name => !/^[a-zA-Z-]+(\/[a-zA-Z]+)?\.(readonly|write|self)$/.test(name))).toEqual([])
  })

  test('tells every scope in words of its own: a label, and one sentence with a full stop', () => {
    for (const { scope, label, sentence, group } of SCOPES) {
      expect(label, scope).toMatch(/^[A-Z][\w ]+$/)
      expect(sentence, scope).toMatch(/^[A-Z][^.]+\.$/)
      expect(group, scope).toMatch(/^[A-Z][\w ]+$/)
    }
    expect(new Set(SCOPES.map(({ sentence }) => sentence)).size).toBe(SCOPES.length)
  })

  test('keeps the scopes of a group together, as the picker shows them', () => {
    const groups = SCOPES.map(({ group }) => group).filter((group, i, all) => group !== all[i - 1])
    expect(new Set(groups).size).toBe(groups.length)
  })

  test('calls "read" what ends in readonly, and nothing else', () => {
    expect(SCOPES.filter(({ scope, access }) => scope.endsWith('.readonly') !== (access === 'read'))).toEqual([])
  })

  test('offers each event with one scope only, and only with a scope that reads', () => {
    const events = SCOPES.flatMap(scope => scope.events)
    expect(new Set(events).size).toBe(events.length)
    expect(SCOPES.filter(({ access, events }) => access === 'write' && events.length > 0)).toEqual([])
    expect(events).toContain('ContactCreate')
  })

  test('marks power over other tokens and over all contacts as sensitive', () => {
    const sensitive = SCOPES.filter(scope => scope.sensitive).map(({ scope }) => scope)
    expect(sensitive).toEqual(['contacts.write', 'private-integrations.write'])
  })
})

describe('who can grant what', () => {
  test('a location grants every scope that is not an agency’s alone', () => {
    expect(namesFor('location')).toEqual(SCOPES.filter(({ onlyFor }) => onlyFor !== 'agency').map(({ scope }) => scope))
  })

  test('an agency grants none that reaches into a location’s records', () => {
    expect(namesFor('agency')).toEqual([
      'locations.readonly',
      'users.readonly',
      'private-integrations.self',
      'private-integrations.readonly',
      'private-integrations.write',
    ])
  })
})
