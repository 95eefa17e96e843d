import { createHmac } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { openCursor, sealCursor } from './cursor.ts'
import { randomBase62 } from './ids.ts'

const key = randomBase62(32)
const mac = (text: string) => createHmac('sha256', key).update(text).digest()
const SCOPE = JSON.stringify(['integrations', 'acc_1', 'live', ''])
const POSITION = ['2026-01-01T00:00:00.000Z', 'int_0Fh3Tz9QwErTy1Ui2Op3']
const cursor = sealCursor(mac, SCOPE, POSITION)

describe('a cursor', () => {
  test('opens to what was sealed, whatever text that is', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'binary' })), fc.string(), (position, scope) => {
        const sealed = sealCursor(mac, scope, position)
        expect(sealed).toMatch(/^[\w-]+$/)
        expect(openCursor(mac, scope, sealed)).toEqual(position)
      }),
    )
  })

  test.each([
    ['another account', JSON.stringify(['integrations', 'acc_2', 'live', ''])],
    ['another filter', JSON.stringify(['integrations', 'acc_1', 'disabled', ''])],
    ['another search', JSON.stringify(['integrations', 'acc_1', 'live', 'x'])],
    ['another list', JSON.stringify(['audit', 'acc_1', 'live', ''])],
    ['no scope', ''],
  ])('S6: does not open for %s', (_what, scope) => expect(openCursor(mac, scope, cursor)).toBeUndefined())

  test('does not open under another key', () => {
    const otherMac = (text: string) => createHmac('sha256', `${key}x`).update(text).digest()
    expect(openCursor(otherMac, SCOPE, cursor)).toBeUndefined()
  })

  test('with any one bit flipped does not open', () => {
    const bytes = Buffer.from(cursor, 'base64url')
    for (let bit = 0; bit < bytes.length * 8; bit++) {
      const damaged = Buffer.from(bytes)
      damaged[bit >> 3] = (damaged[bit >> 3] ?? 0) ^ (1 << (bit & 7))
      expect(openCursor(mac, SCOPE, damaged.toString('base64url')), `bit ${bit}`).toBeUndefined()
    }
  })

  test('cut anywhere does not open', () => {
    for (let length = 0; length < cursor.length; length++) {
      expect(openCursor(mac, SCOPE, cursor.slice(0, length))).toBeUndefined()
    }
  })

  test('made up is refused without a word, whatever it is: nothing is parsed before the seal fits', () => {
    fc.assert(fc.property(fc.string(), text => void expect(openCursor(mac, SCOPE, text)).toBeUndefined()))
    const unsealed = Buffer.concat([Buffer.alloc(12), Buffer.from('{"not":"closed"')])
    expect(openCursor(mac, SCOPE, unsealed.toString('base64url'))).toBeUndefined()
  })

  test('cannot move a character from the scope into the position', () => {
    const sealed = sealCursor(mac, 'a\n["b"]', ['c'])
    expect(openCursor(mac, 'a', sealed)).toBeUndefined()
  })
})
