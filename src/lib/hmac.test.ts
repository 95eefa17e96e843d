import { createHmac, randomBytes } from 'node:crypto'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { fastHmacSha256 } from './hmac.ts'

test('gives the same bytes as node:crypto for any key up to a block and any text', () => {
  fc.assert(
    fc.property(
      fc.uint8Array({ minLength: 1, maxLength: 64 }),
      fc.string({ unit: 'grapheme', maxLength: 600 }),
      (key, text) => {
        const mac = fastHmacSha256(Buffer.from(key))
        expect(mac(text)).toEqual(createHmac('sha256', key).update(text).digest())
      },
    ),
  )
})

test('keeps nothing of a longer text when a shorter one follows', () => {
  const key = randomBytes(32)
  const mac = fastHmacSha256(key)
  mac('x'.repeat(200))
  expect(mac('short')).toEqual(createHmac('sha256', key).update('short').digest())
})

test('refuses a key longer than a block', () => {
  expect(() => fastHmacSha256(randomBytes(65))).toThrow('longer than a block')
})
