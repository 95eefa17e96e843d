import { hash, timingSafeEqual } from 'node:crypto'
import { crc32 } from 'node:zlib'
import { randomBase62, toBase62 } from './ids.ts'

const RANDOM_LENGTH = 32
const CHECK_LENGTH = 6

/**
 * Makes a secret that a scanner can find and check offline: the prefix, 32 random base62 characters (190 bits) and
 * 6 base62 characters of CRC-32 over what precedes.
 */
export function newSecret(prefix: string): string {
  const body = prefix + randomBase62(RANDOM_LENGTH)
  return body + checkOf(body)
}

/** True for text of a secret's shape whose checksum fits. A malformed secret is refused without a look-up. */
export function isWellFormedSecret(prefix: string, text: string): boolean {
  if (text.length !== prefix.length + RANDOM_LENGTH + CHECK_LENGTH || !text.startsWith(prefix)) return false
  if (!/^[0-9A-Za-z]+$/.test(text.slice(prefix.length))) return false
  const body = text.slice(0, -CHECK_LENGTH)
  return text.endsWith(checkOf(body))
}

/** SHA-256, for secrets that are looked up by hash and carry enough randomness of their own (sessions, codes). */
export function sha256(text: string | Buffer): Buffer {
  // As text: a hash object, and a buffer that node:crypto makes, take several times as long.
  return Buffer.from(hash('sha256', text, 'binary'), 'binary')
}

/** Constant-time comparison of two byte strings of any length. */
export function isSameBytes(a: Buffer, b: Buffer): boolean {
  return a.length === b.length && timingSafeEqual(a, b)
}

function checkOf(body: string): string {
  return toBase62(crc32(body), CHECK_LENGTH)
}
