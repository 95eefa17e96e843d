import { describe, expect, test } from 'vitest'
import { checkDraft, type IntegrationDraft, stateOf } from './integration.ts'

const NOW = new Date('2026-01-01T00:00:00.000Z')
const at = (ms: number) => new Date(NOW.getTime() + ms)
const KNOWN = new Set(['contacts.readonly', 'contacts.write'])

const draft = (fields: Partial<IntegrationDraft> = {}): IntegrationDraft => ({
  name: 'Warehouse sync',
  description: '',
  scopes: ['contacts.readonly'],
  allowedIps: [],
  limits: {},
  ...fields,
})
const check = (fields: Partial<IntegrationDraft>) => checkDraft(draft(fields), KNOWN, NOW)

describe('a draft', () => {
  test.each<[string, Partial<IntegrationDraft>, string]>([
    ['an empty name', { name: '' }, 'name'],
    ['a name of blanks', { name: ' \t\n ' }, 'name'],
    ['a name of 121 characters', { name: 'n'.repeat(121) }, 'name'],
    ['a description of 1001 characters', { description: 'd'.repeat(1001) }, 'description'],
    ['a scope that does not exist', { scopes: ['contacts.readonly', 'contacts.admin'] }, 'scopes'],
    ['a scope of the prototype', { scopes: ['constructor'] }, 'scopes'],
    ['an expiry in the past', { expiresAt: at(-1) }, 'expiresAt'],
    ['an expiry at this very moment', { expiresAt: NOW }, 'expiresAt'],
    ['an expiry that is no moment', { expiresAt: new Date('nonsense') }, 'expiresAt'],
    ['101 addresses', { allowedIps: Array.from({ length: 101 }, (_, i) => `192.0.2.${i}`) }, 'allowedIps'],
  ])('with %s is refused, naming the field', (_what, fields, field) => {
    expect(() => check(fields)).toThrow(
      expect.objectContaining({ code: 'input_invalid', fields: [expect.objectContaining({ field })] }),
    )
  })

  test('names the scope that is not one of the account', () => {
    expect(() => check({ scopes: ['calendars.write'] })).toThrow('"calendars.write" is not a scope of this account')
  })

  test('at its bounds is taken', () => {
    const most = {
      name: 'n'.repeat(120),
      description: 'd'.repeat(1000),
      expiresAt: at(1),
      allowedIps: Array.from({ length: 100 }, (_, i) => `192.0.2.${i}`),
    }
    expect(check(most)).toMatchObject(most)
  })

  test('comes back trimmed, with its scopes sorted and single', () => {
    const given = draft({
      name: '  Sync ',
      description: ' words\n',
      scopes: ['contacts.write', 'contacts.readonly', 'contacts.write'],
    })
    const checked = checkDraft(given, KNOWN, NOW)
    expect(checked).toMatchObject({
      name: 'Sync',
      description: 'words',
      scopes: ['contacts.readonly', 'contacts.write'],
    })
    expect(given.name, 'the caller’s own draft stays as it was').toBe('  Sync ')
  })

  test('without any scope is taken: such a token may ask who it is, and nothing else', () => {
    expect(check({ scopes: [] }).scopes).toEqual([])
  })
})

describe('the state', () => {
  test('is expired from the very millisecond of its expiry', () => {
    expect([-1, 0, 1].map(ms => stateOf({ expiresAt: NOW }, at(ms)))).toEqual(['live', 'expired', 'expired'])
  })

  test('is disabled while a disabled mark stands, and expired before disabled', () => {
    expect(stateOf({ disabledAt: NOW }, NOW)).toBe('disabled')
    expect(stateOf({ disabledAt: NOW, expiresAt: NOW }, NOW)).toBe('expired')
    expect(stateOf({}, NOW)).toBe('live')
  })
})
