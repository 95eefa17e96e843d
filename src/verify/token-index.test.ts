import { createHash } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import type { Integration } from '../domain/integration.ts'
import type { AccessRow } from '../store/access-rows.ts'
import { TokenIndex } from './token-index.ts'

const NOW = new Date('2026-01-01T00:00:00.000Z')
const BY = { kind: 'system', name: 'test' } as const
const hashOf = (secret: string) => createHash('sha256').update(secret).digest()

function row(id: string, secrets: string[], fields: Partial<Integration> = {}): AccessRow {
  const integration: Integration = {
    id,
    accountId: 'acc_1',
    name: `Integration ${id}`,
    description: '',
    scopes: ['contacts.readonly'],
    accessVersion: 1,
    limits: {},
    allowedIps: [],
    version: 1,
    createdBy: BY,
    createdAt: NOW,
    updatedAt: NOW,
    ...fields,
  }
  const tokens = secrets.map((secret, position) => ({
    id: `tok_${secret}`,
    accountId: 'acc_1',
    integrationId: id,
    last4: secret,
    role: position === 0 ? ('current' as const) : ('retiring' as const),
    endsAt: position === 0 ? undefined : NOW,
    createdBy: BY,
    createdAt: NOW,
    secretHash: hashOf(secret),
  }))
  return { integration, tokens }
}

const find = (index: TokenIndex, secret: string) => index.find(hashOf(secret))

describe('an integration', () => {
  test('is found by each of its secrets, with what that secret may', () => {
    const index = new TokenIndex()
    index.apply('int_1', row('int_1', ['new', 'old'], { expiresAt: NOW, limits: { perDay: 5 } }))
    expect(find(index, 'new')).toMatchObject({ tokenId: 'tok_new', endsAtMs: Infinity, isRetiring: false })
    expect(find(index, 'old')).toMatchObject({ tokenId: 'tok_old', endsAtMs: NOW.getTime(), isRetiring: true })
    expect(find(index, 'new')?.integration).toEqual(find(index, 'old')?.integration)
    expect(find(index, 'new')?.integration).toMatchObject({
      id: 'int_1',
      accountId: 'acc_1',
      isDisabled: false,
      expiresAtMs: NOW.getTime(),
      limits: { perDay: 5 },
    })
    expect(find(index, 'other')).toBeUndefined()
  })

  test('applied again forgets the secrets that it no longer has, and no other integration’s', () => {
    const index = new TokenIndex()
    index.apply('int_1', row('int_1', ['a', 'b']))
    index.apply('int_2', row('int_2', ['c']))
    index.apply('int_1', row('int_1', ['b', 'd'], { disabledAt: NOW }))
    expect(['a', 'b', 'c', 'd'].map(secret => find(index, secret)?.integration.id)).toEqual([
      undefined,
      'int_1',
      'int_2',
      'int_1',
    ])
    expect(find(index, 'b')).toMatchObject({ isRetiring: false, integration: { isDisabled: true } })
    expect(index.tokenCount).toBe(3)
  })

  test('that is gone takes all of its secrets with it', () => {
    const index = new TokenIndex()
    index.apply('int_1', row('int_1', ['a', 'b']))
    index.apply('int_1', undefined)
    expect(index.tokenCount).toBe(0)
    expect(index.integration('int_1')).toBeUndefined()
    index.apply('int_1', undefined)
    index.apply('int_never', undefined)
    expect(index.tokenCount).toBe(0)
  })

  test('that comes after one that is gone does not get its secrets, nor the other way round', () => {
    const index = new TokenIndex()
    index.apply('int_1', row('int_1', ['a']))
    index.apply('int_2', row('int_2', ['b']))
    index.apply('int_1', undefined)
    index.apply('int_3', row('int_3', ['c']))
    index.apply('int_2', undefined)
    index.apply('int_1', row('int_1', ['d']))
    expect(['a', 'b', 'c', 'd'].map(secret => find(index, secret)?.integration.id)).toEqual([
      undefined,
      undefined,
      'int_3',
      'int_1',
    ])
  })

  test('without any live token is known by name and opened by nothing', () => {
    const index = new TokenIndex()
    index.apply('int_1', row('int_1', []))
    expect(index.integration('int_1')?.name).toBe('Integration int_1')
    expect(index.tokenCount).toBe(0)
  })

  test('shares its set of scopes with others of the same scopes, and never with others', () => {
    const index = new TokenIndex()
    index.apply('int_1', row('int_1', ['a'], { scopes: ['x', 'y'] }))
    index.apply('int_2', row('int_2', ['b'], { scopes: ['x', 'y'] }))
    index.apply('int_3', row('int_3', ['c'], { scopes: ['x'] }))
    expect(find(index, 'a')?.integration.scopes).toBe(find(index, 'b')?.integration.scopes)
    expect([...(find(index, 'c')?.integration.scopes ?? [])]).toEqual(['x'])
  })
})

test('scopes that come as the same texts are one set for as long as anybody has them', () => {
  const index = new TokenIndex()
  const canonical = { scopes: '["x"]', limits: '{}', allowedIps: '[]' }
  const put = (id: string) => {
    const at = index.putIntegration({ ...row(id, [], { scopes: ['x'] }).integration, ...{ canonical } })
    for (const token of row(id, [id]).tokens) index.putToken(token, at)
    return find(index, id)?.integration.scopes
  }
  const first = put('int_1')
  expect(put('int_2')).toBe(first)
  index.apply('int_1', undefined)
  index.apply('int_2', undefined)
  index.apply('int_other', row('int_other', ['other'], { scopes: ['y'] }))
  expect([...(put('int_3') ?? [])], 'the number of the one that is forgotten is another’s by now').toEqual(['x'])
  expect([...(find(index, 'other')?.integration.scopes ?? [])]).toEqual(['y'])
})

test('what is adopted replaces all that was known, accounts too', () => {
  const index = new TokenIndex()
  for (const id of ['int_1', 'int_2', 'int_3']) index.apply(id, row(id, [id]))
  index.setPlace({ id: 'acc_gone', kind: 'agency', wireId: 'gone' })
  const loaded = new TokenIndex()
  loaded.apply('int_2', row('int_2', ['int_2']))
  index.adopt(loaded)
  expect(['int_1', 'int_2', 'int_3'].filter(id => find(index, id) !== undefined)).toEqual(['int_2'])
  expect(index.tokenCount).toBe(1)
  expect(index.placeByWireId('gone')).toBeUndefined()
})

describe('addresses', () => {
  const listOf = (allowedIps: string[]) => {
    const index = new TokenIndex()
    index.apply('int_1', row('int_1', ['a'], { allowedIps }))
    return find(index, 'a')?.integration.allowedIps
  }

  test('without a list are not looked at', () => expect(listOf([])).toBeUndefined())

  test('of both families and of networks are told apart', () => {
    const list = listOf(['192.0.2.7', '198.51.100.0/24', '2001:db8::/32'])
    const callers = ['192.0.2.7', '::ffff:192.0.2.7', '198.51.100.200', '2001:db8:5::1', '192.0.2.8', '2001:db9::1', '']
    expect(callers.map(ip => list?.has(ip))).toEqual([true, true, true, true, false, false, false])
  })

  test('that nobody can read admit nobody, and stop nobody else from being read', () => {
    expect(listOf(['nonsense'])?.has('192.0.2.7')).toBe(false)
    expect(listOf(['nonsense', '192.0.2.7'])?.has('192.0.2.7')).toBe(true)
  })
})

test('accounts are found by both of their ids, as they were told last', () => {
  const index = new TokenIndex()
  index.setPlace({ id: 'acc_1', kind: 'agency', wireId: 'w1' })
  index.setPlace({ id: 'acc_2', kind: 'location', parentId: 'acc_1', wireId: 'w2' })
  expect(index.placeByWireId('w2')).toEqual(index.placeOf('acc_2'))
  expect(index.placeOf('acc_1')?.kind).toBe('agency')
  expect(index.placeOf('w2')).toBeUndefined()
  expect(index.placeByWireId('acc_2')).toBeUndefined()
})
