import { expect, test } from 'vitest'
import type { Principal } from '../domain/principal.ts'
import { announceEndOfLife } from './end-of-life.ts'

const principal: Principal = {
  accountId: 'acc_1',
  accountKind: 'location',
  wireId: 'L',
  companyId: 'C',
  integrationId: 'int_1',
  tokenId: 'tok_1',
  scopes: new Set(),
  retiringSince: new Date('2026-01-01T00:00:00.000Z'),
  endsAt: new Date('2026-01-08T00:00:00.000Z'),
}

function headersFor(caller: Principal): Record<string, string> {
  const headers: Record<string, string> = {}
  announceEndOfLife({ header: (name: string, value: string) => (headers[name] = value) } as never, caller)
  return headers
}

test('a retiring secret is told since when it is old (RFC 9745) and when it dies (RFC 8594)', () => {
  expect(headersFor(principal)).toEqual({ deprecation: '@1767225600', sunset: 'Thu, 08 Jan 2026 00:00:00 GMT' })
})

test('no other secret is, not even one with an end of its own', () => {
  expect(headersFor({ ...principal, retiringSince: undefined })).toEqual({})
})
