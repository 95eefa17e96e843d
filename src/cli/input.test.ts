import { describe, expect, it } from 'vitest'
import type { Problem } from '../domain/problem.ts'
import { readAddresses, readList, readScopes, readWhole, requireKnownScopes } from './input.ts'

const caught = (work: () => unknown): Problem => {
  try {
    work()
  } catch (error) {
    return error as Problem
  }
  throw new Error('nothing was thrown')
}

describe('readList', () => {
  it('takes commas and spaces, drops what is empty or said twice', () =>
    expect(readList(' a,b  c,,a ')).toEqual(['a', 'b', 'c']))
})

describe('readWhole', () => {
  it('reads a number', () => expect(readWhole('--limit')('25')).toBe(25))

  it.each(['-1', '1.5', '1e3', 'abc', '', '99999999999'])('refuses "%s" and names the option', text =>
    expect(() => readWhole('--limit')(text)).toThrow(/^--limit: must be a whole number/),
  )
})

describe('readAddresses', () => {
  it('takes addresses and networks of both families', () =>
    expect(readAddresses('192.0.2.7, 198.51.100.0/24,2001:db8::/32')).toEqual([
      '192.0.2.7',
      '198.51.100.0/24',
      '2001:db8::/32',
    ]))

  it('takes "any" for no restriction', () => expect(readAddresses('any')).toEqual([]))

  it.each(['192.0.2', '192.0.2.7/33', '2001:db8::/129', 'example.com', '1.2.3.4/8/8', '1.2.3.4/'])('refuses %s', text =>
    expect(() => readAddresses(text)).toThrow(/must be addresses or networks/),
  )
})

describe('requireKnownScopes', () => {
  const known = ['contacts.readonly', 'contacts.write']

  it('is content with scopes that the account has', () => expect(() => requireKnownScopes(known, known)).not.toThrow())

  it('names every unknown scope, each with the one that was most likely meant', () => {
    const problem = caught(() => requireKnownScopes(['contacts.wirte', 'contacts.write', 'invoices'], known))
    expect(problem.code).toBe('input_invalid')
    expect(problem.fields).toEqual([
      { field: 'scopes', message: '"contacts.wirte" is not a scope of this account; did you mean contacts.write?' },
      { field: 'scopes', message: '"invoices" is not a scope of this account; see "pit scopes"' },
    ])
  })
})

describe('readScopes', () => {
  it('reads a list, and nothing as a slip unless it is said', () => {
    expect(readScopes('contacts.readonly, contacts.write')).toEqual(['contacts.readonly', 'contacts.write'])
    expect(readScopes('none')).toEqual([])
    for (const text of ['', ' , ']) expect(() => readScopes(text)).toThrow('--scopes: must name a scope')
  })
})
