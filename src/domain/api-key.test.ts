import { describe, expect, test } from 'vitest'
import { type ApiKey, type ApiKeyClient, checkApiKeyName, draftFor, draftForClient, scopesUsed } from './api-key.ts'

const now = new Date('2026-01-01T00:00:00.000Z')
const apiKey: ApiKey = {
  id: 'key_1',
  accountId: 'acc_1',
  name: 'Zapier',
  last4: '77c2',
  createdBy: { kind: 'system', name: 'test' },
  createdAt: now,
}
const client = (reads: number, writes: number, more: Partial<ApiKeyClient> = {}): ApiKeyClient => ({
  ...{ accountId: 'acc_1', apiKeyId: 'key_1', network: '192.0.2.7', userAgent: 'python-requests/2.32', clientName: '' },
  ...{ firstSeenAt: now, lastSeenAt: now, reads, writes },
  ...more,
})

describe('the scopes a key needs as an integration', () => {
  test.each([
    [0, 0, ['contacts.readonly', 'contacts.write']],
    [3, 0, ['contacts.readonly']],
    [0, 3, ['contacts.write']],
    [1, 1, ['contacts.readonly', 'contacts.write']],
  ])('after %i reads and %i writes', (reads, writes, scopes) => {
    expect(scopesUsed({ reads, writes })).toEqual(scopes)
  })

  test('a whole key needs what all of its callers need', () => {
    expect(draftFor(apiKey, [client(4, 0), client(0, 1)])).toMatchObject({
      name: 'Zapier',
      scopes: ['contacts.readonly', 'contacts.write'],
    })
  })

  test('each caller is named by what it calls itself, else by its program, and gets no more than it used', () => {
    expect(draftForClient(apiKey, client(4, 0))).toMatchObject({
      name: 'Zapier: python-requests',
      scopes: ['contacts.readonly'],
    })
    expect(draftForClient(apiKey, client(0, 1, { clientName: 'Order sync' })).name).toBe('Zapier: Order sync')
    expect(draftForClient({ ...apiKey, name: 'x'.repeat(120) }, client(1, 1)).name).toHaveLength(120)
  })
})

test('a name is trimmed, and neither empty nor endless', () => {
  expect(checkApiKeyName(' Zapier ')).toBe('Zapier')
  expect(() => checkApiKeyName('  ')).toThrow('name: must not be empty')
  expect(() => checkApiKeyName('x'.repeat(121))).toThrow('at most 120')
})
