import { describe, expect, test } from 'vitest'
import { randomBase62 } from './ids.ts'
import { isSameBytes, isWellFormedSecret, newSecret, sha256 } from './secrets.ts'

// That tokens are many, distinct and checkable is proven in test/security/tokens.test.ts (S10).

describe('a secret', () => {
  test('is refused under another prefix, and without one', () => {
    const secret = newSecret('pit_')
    expect(isWellFormedSecret('pit_', secret)).toBe(true)
    expect(isWellFormedSecret('key_', secret)).toBe(false)
    expect(isWellFormedSecret('', secret)).toBe(false)
    expect(isWellFormedSecret('pit_', `key_${secret.slice(4)}`)).toBe(false)
  })

  test.each<[string, (secret: string) => string]>([
    ['cut by one', secret => secret.slice(0, -1)],
    ['longer by one', secret => `${secret}0`],
    ['with a blank around', secret => ` ${secret.slice(1)}`],
    ['with a line break at the end', secret => `${secret.slice(0, -1)}\n`],
    ['in upper case', secret => secret.toUpperCase()],
    ['with two characters swapped', secret => secret.slice(0, 10) + swapped(secret.slice(10, 12)) + secret.slice(12)],
    ['with a letter of another alphabet', secret => `${secret.slice(0, 10)}а${secret.slice(11)}`],
    ['with a NUL', secret => `${secret.slice(0, 10)}\0${secret.slice(11)}`],
    ['empty', () => ''],
  ])('%s is not well formed', (_what, change) => {
    const secret = distinctSecret()
    expect(isWellFormedSecret('pit_', change(secret))).toBe(false)
  })

  const swapped = (pair: string) => `${pair[1]}${pair[0]}`

  /** One whose characters at 10 and 11 differ and which upper case changes. */
  function distinctSecret(): string {
    for (;;) {
      const secret = newSecret('pit_')
      if (secret[10] !== secret[11]) return secret
    }
  }
})

describe('bytes', () => {
  test('are the same only when length and every byte are', () => {
    const bytes = sha256(randomBase62(10))
    expect(isSameBytes(bytes, Buffer.from(bytes))).toBe(true)
    expect(isSameBytes(bytes, bytes.subarray(1))).toBe(false)
    expect(isSameBytes(Buffer.alloc(0), Buffer.alloc(0))).toBe(true)
    for (let at = 0; at < bytes.length; at++) {
      const other = Buffer.from(bytes)
      other[at] = (other[at] ?? 0) ^ 1
      expect(isSameBytes(bytes, other), `byte ${at}`).toBe(false)
    }
  })

  test('SHA-256 is that of the published vector, for text and bytes alike', () => {
    const abc = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'
    expect(sha256('abc').toString('hex')).toBe(abc)
    expect(sha256(Buffer.from('abc')).toString('hex')).toBe(abc)
  })
})
