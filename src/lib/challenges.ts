import { randomBytes } from 'node:crypto'
import { isSameBytes, sha256 } from './secrets.ts'

/** By what challenges are recognised as ours: a MAC under a key that nobody else holds. */
export type ChallengeMac = (text: string) => Buffer

/** A challenge of ours that is still good: by its hash it is remembered as used, until its end. */
export interface ReadChallenge {
  hash: Buffer
  expiresAt: Date
}

const NONCE_BYTES = 16
const END_BYTES = 6
const BODY_BYTES = NONCE_BYTES + END_BYTES

/**
 * A challenge that carries its own end and proves that it is ours and made for `purpose`: handing one out writes
 * nothing, so that looking at a page changes nothing and nobody fills a table by asking.
 */
export function newChallenge(mac: ChallengeMac, { purpose, expiresAt }: { purpose: string; expiresAt: Date }): Buffer {
  const body = Buffer.alloc(BODY_BYTES)
  randomBytes(NONCE_BYTES).copy(body)
  body.writeUIntBE(expiresAt.getTime(), NONCE_BYTES, END_BYTES)
  return Buffer.concat([body, macOf(mac, purpose, body)])
}

/** Reads a challenge as it comes back; undefined when it is not ours, for another purpose, or over at `now`. */
export function readChallenge(
  mac: ChallengeMac,
  text: string,
  { purpose, now }: { purpose: string; now: Date },
): ReadChallenge | undefined {
  const bytes = Buffer.from(text, 'base64url')
  const body = bytes.subarray(0, BODY_BYTES)
  if (body.length < BODY_BYTES || !isSameBytes(bytes.subarray(BODY_BYTES), macOf(mac, purpose, body))) return undefined
  const expiresAt = new Date(body.readUIntBE(NONCE_BYTES, END_BYTES))
  return now < expiresAt ? { hash: sha256(body), expiresAt } : undefined
}

function macOf(mac: ChallengeMac, purpose: string, body: Buffer): Buffer {
  return mac(JSON.stringify([purpose, body.toString('base64url')]))
}
