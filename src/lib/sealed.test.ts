import { randomBytes } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { createSealer, SealError, type SealedPlace } from './sealed.ts'

const newKey = () => ({ id: randomBytes(6).toString('hex'), bytes: randomBytes(32) })
const place: SealedPlace = { table: 'webhook_endpoints', owner: 'acc_1', row: 'whe_1', column: 'secret' }

describe('a sealed value', () => {
  const key = newKey()
  const sealer = createSealer([key])

  test('reads back as it was, and holds nothing of it', () => {
    for (const text of ['', 'whsec_abc', 'ä€𝄞'.repeat(100)]) {
      const sealed = sealer.seal(place, text)
      expect(sealer.open(place, sealed)).toBe(text)
      if (text !== '') expect(sealed.includes(text)).toBe(false)
    }
  })

  test('differs each time, so that equal secrets cannot be told', () => {
    expect(sealer.seal(place, 'same').equals(sealer.seal(place, 'same'))).toBe(false)
  })

  test.each([{ table: 'totp' }, { owner: 'acc_2' }, { row: 'whe_2' }, { column: 'previous_secret' }, { version: 2 }])(
    'S80: does not open at another place: %j',
    other => {
      const sealed = sealer.seal(place, 'secret')
      expect(() => sealer.open({ ...place, ...other }, sealed)).toThrow(SealError)
    },
  )

  test('S80: does not open when any of its bytes was changed, or some are missing', () => {
    const sealed = sealer.seal(place, 'secret')
    for (let at = 0; at < sealed.length; at++) {
      const changed = Buffer.from(sealed)
      changed[at] = (changed[at] ?? 0) ^ 1
      expect(() => sealer.open(place, changed)).toThrow(SealError)
    }
    for (let length = 0; length < sealed.length; length++) {
      expect(() => sealer.open(place, sealed.subarray(0, length))).toThrow(SealError)
    }
  })

  test('S80, S81: opens with the key before this one, and with no other; a new one is made with the newest', () => {
    const newer = newKey()
    const sealed = sealer.seal(place, 'secret')
    const both = createSealer([newer, key])
    expect(both.open(place, sealed)).toBe('secret')
    expect(() => createSealer([newer]).open(place, sealed)).toThrow(key.id)
    expect(createSealer([newer]).open(place, both.seal(place, 'x'))).toBe('x')
  })

  test('keeps the parts of a place apart', () => {
    const sealed = sealer.seal({ ...place, row: 'a","b', column: 'c' }, 'secret')
    expect(() => sealer.open({ ...place, row: 'a', column: 'b","c' }, sealed)).toThrow(SealError)
  })
})
