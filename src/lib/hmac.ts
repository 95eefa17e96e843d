import { hash } from 'node:crypto'

const BLOCK_BYTES = 64
const DIGEST_BYTES = 32
const INNER_PAD = 0x36
const OUTER_PAD = 0x5c
/** Texts up to this long are hashed without a buffer of their own; longer ones get one. */
const SHORT_TEXT_BYTES = 256

/**
 * HMAC-SHA-256 under a fixed key of at most one block, as RFC 2104 builds it from two hashes; createHmac makes a key object
 * and a stream each time and takes several times as long (`hmac.test.ts` holds both to the same bytes). Hashes are taken as
 * text: a buffer that node:crypto makes takes it three times as long as the hash itself.
 */
export function fastHmacSha256(key: Buffer): (text: string) => Buffer {
  if (key.length > BLOCK_BYTES) throw new Error('a key longer than a block must be hashed first')
  const inner = padded(key, INNER_PAD, SHORT_TEXT_BYTES)
  const outer = padded(key, OUTER_PAD, DIGEST_BYTES)
  return text => {
    const length = Buffer.byteLength(text)
    const message = length <= SHORT_TEXT_BYTES ? inner : padded(key, INNER_PAD, length)
    message.write(text, BLOCK_BYTES)
    outer.write(hash('sha256', message.subarray(0, BLOCK_BYTES + length), 'binary'), BLOCK_BYTES, 'binary')
    return Buffer.from(hash('sha256', outer, 'binary'), 'binary')
  }
}

/** The key XOR a pad, with room for what is hashed behind it. */
function padded(key: Buffer, pad: number, room: number): Buffer {
  const block = Buffer.alloc(BLOCK_BYTES + room)
  for (let at = 0; at < BLOCK_BYTES; at++) block[at] = (key[at] ?? 0) ^ pad
  return block
}
