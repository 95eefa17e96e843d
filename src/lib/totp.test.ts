import { describe, expect, test } from 'vitest'
import { matchingStep, newTotpSecret, totpCode, totpUri } from './totp.ts'

/** RFC 6238, appendix B: the seed "12345678901234567890" in base32, and the last six digits of its table. */
const SEED = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ'

describe('a code', () => {
  test.each([
    [59, '287082'],
    [1111111109, '081804'],
    [1111111111, '050471'],
    [1234567890, '005924'],
    [2000000000, '279037'],
  ])('at second %d is that of RFC 6238', (second, code) => {
    expect(totpCode(SEED, new Date(second * 1000))).toBe(code)
  })

  test('S36: is taken one step early and one step late, and no further', () => {
    const at = new Date('2026-01-01T12:00:00Z')
    const secret = newTotpSecret()
    const taken = [-2, -1, 0, 1, 2].map(
      drift => matchingStep(secret, totpCode(secret, new Date(at.getTime() + drift * 30_000)), { at }) !== undefined,
    )
    expect(taken).toEqual([false, true, true, true, false])
  })

  test('S36: is good once, and none before it is good any more', () => {
    const at = new Date('2026-01-01T12:00:00Z')
    const secret = newTotpSecret()
    const lastStep = matchingStep(secret, totpCode(secret, at), { at })
    expect(matchingStep(secret, totpCode(secret, at), { at, lastStep })).toBeUndefined()
    const earlier = totpCode(secret, new Date(at.getTime() - 30_000))
    expect(matchingStep(secret, earlier, { at, lastStep })).toBeUndefined()
  })

  test.each(['', '12345', '1234567', 'abcdef', '００００００'])('is never %j', code => {
    expect(matchingStep(SEED, code, { at: new Date(59_000) })).toBeUndefined()
  })
})

test('a seed has 160 bits, and its address names issuer and person', () => {
  expect(newTotpSecret()).toMatch(/^[A-Z2-7]{32}$/)
  const uri = new URL(totpUri({ issuer: 'Referins', label: 'mara@example.com', secret: SEED }))
  expect([uri.protocol, uri.searchParams.get('secret'), uri.searchParams.get('issuer')]).toEqual([
    'otpauth:',
    SEED,
    'Referins',
  ])
})
