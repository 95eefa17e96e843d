import { describe, expect, test } from 'vitest'
import { newChallenge, readChallenge } from './challenges.ts'
import { sha256 } from './secrets.ts'

const mac = (text: string) => sha256(`key ${text}`)
const now = new Date('2026-01-01T12:00:00Z')
const expiresAt = new Date('2026-01-01T12:05:00Z')
const challenge = () => newChallenge(mac, { purpose: 'sign-in', expiresAt }).toString('base64url')
const before = (at: Date) => new Date(at.getTime() - 1)

describe('a challenge', () => {
  test('S36: is good until its end, to the millisecond, and known by a hash of its own', () => {
    const [one, two] = [challenge(), challenge()]
    expect(readChallenge(mac, one, { purpose: 'sign-in', now })).toMatchObject({ expiresAt })
    expect(readChallenge(mac, one, { purpose: 'sign-in', now: before(expiresAt) })).toBeDefined()
    expect(readChallenge(mac, one, { purpose: 'sign-in', now: expiresAt })).toBeUndefined()
    const hashes = [one, two].map(text => readChallenge(mac, text, { purpose: 'sign-in', now })?.hash.toString('hex'))
    expect(new Set(hashes).size).toBe(2)
  })

  test('S36: is good for its purpose alone, and only from us', () => {
    expect(readChallenge(mac, challenge(), { purpose: 'register usr_1', now })).toBeUndefined()
    expect(readChallenge(text => sha256(text), challenge(), { purpose: 'sign-in', now })).toBeUndefined()
  })

  test('is not read from other text, nor when a byte was changed', () => {
    const good = Buffer.from(challenge(), 'base64url')
    for (let at = 0; at < good.length; at++) {
      const changed = Buffer.from(good)
      changed[at] = (changed[at] ?? 0) ^ 1
      expect(readChallenge(mac, changed.toString('base64url'), { purpose: 'sign-in', now })).toBeUndefined()
    }
    for (const text of ['', 'x', '%%%', 'a'.repeat(1000)]) {
      expect(readChallenge(mac, text, { purpose: 'sign-in', now })).toBeUndefined()
    }
  })
})
