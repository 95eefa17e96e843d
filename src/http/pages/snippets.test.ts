import { describe, expect, it } from 'vitest'
import { scopesFor } from '../../domain/scope.ts'
import { cliSnippet, createByApiSnippet, curlSnippet } from './snippets.ts'

const of = (kind: 'agency' | 'location') => ({
  publicUrl: 'https://pit.example.com',
  account: { id: 'acc_1', kind, wireId: 'loc1' },
})

describe('the first call', () => {
  it('is one that the scopes allow', () => {
    expect(curlSnippet(of('location'), 's', ['contacts.readonly'])).toContain('/v2/contacts/?locationId=loc1')
    expect(curlSnippet(of('location'), 's', ['locations.readonly'])).toContain('/v2/locations/loc1')
    expect(curlSnippet(of('location'), 's', [])).toContain('https://pit.example.com/api/me')
    expect(curlSnippet(of('agency'), 's', ['locations.readonly'])).toContain('/api/me')
  })
})

describe('creating without a browser', () => {
  it.each(['agency', 'location'] as const)('names a scope that an %s can grant', kind => {
    const [, scope = ''] = /"scopes":\["([^"]+)"\]/.exec(createByApiSnippet(of(kind))) ?? []
    expect(scopesFor(kind).map(one => one.scope)).toContain(scope)
    expect(cliSnippet(of(kind))).toContain(`--scopes ${scope}`)
  })
})
