import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto'

/**
 * Where a sealed value lies. It is bound into the seal: moved to another row, column, account or version, it cannot be
 * opened any more. `owner` is the account's id (or the user's, where a row belongs to a person), and has a key of its own.
 */
export interface SealedPlace {
  table: string
  owner: string
  row: string
  column: string
  /** Grows when the value is replaced by a newer one in the same row, so that an older one put back is refused. */
  version?: number
}

/**
 * Keeps secrets that must be read again (signing secrets, TOTP seeds) as bytes that are worth nothing without the key
 * encryption key. `keys.seal(place, text)` gives what goes into a bytea column; `keys.open(place, bytes)` the text again.
 */
export interface Sealer {
  seal(place: SealedPlace, text: string): Buffer
  /** Throws SealError when the bytes were changed, moved, or made with another key. */
  open(place: SealedPlace, sealed: Buffer): string
}

/** A key with the name under which sealed values remember it: 12 hexadecimal digits. */
interface SealKey {
  id: string
  bytes: Buffer
}

/** A sealed value cannot be opened: it was changed or moved, or the key is another one. */
export class SealError extends Error {
  constructor(reason: string) {
    super(`a sealed value cannot be opened: ${reason}`)
    this.name = 'SealError'
  }
}

const FORMAT = 1
const KEY_ID_BYTES = 6
const NONCE_BYTES = 12
const TAG_BYTES = 16
const HEAD_BYTES = 1 + KEY_ID_BYTES + NONCE_BYTES

/**
 * Seals with AES-256-GCM under the first key and opens with any of them. Each owner's key is derived from the key
 * encryption key, so that random nonces of 96 bits never come near their bound of 2³² messages under one key.
 *
 * Layout: format (1 byte), key id (6), nonce (12), ciphertext, tag (16).
 */
export function createSealer(keys: readonly [SealKey, ...SealKey[]]): Sealer {
  const [current] = keys
  return {
    seal(place, text) {
      const nonce = randomBytes(NONCE_BYTES)
      const head = Buffer.concat([Buffer.from([FORMAT]), Buffer.from(current.id, 'hex'), nonce])
      const cipher = createCipheriv('aes-256-gcm', keyOf(current, place.owner), nonce)
      cipher.setAAD(bindingOf(head, place))
      return Buffer.concat([head, cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()])
    },
    open(place, sealed) {
      if (sealed.length < HEAD_BYTES + TAG_BYTES || sealed[0] !== FORMAT) throw new SealError('it is no sealed value')
      const head = sealed.subarray(0, HEAD_BYTES)
      const keyId = head.toString('hex', 1, 1 + KEY_ID_BYTES)
      const key = keys.find(({ id }) => id === keyId)
      if (key === undefined) throw new SealError(`it was made with the key ${keyId}, which this server does not have`)
      const nonce = head.subarray(1 + KEY_ID_BYTES)
      const decipher = createDecipheriv('aes-256-gcm', keyOf(key, place.owner), nonce, { authTagLength: TAG_BYTES })
      decipher.setAAD(bindingOf(head, place))
      decipher.setAuthTag(sealed.subarray(-TAG_BYTES))
      try {
        const body = sealed.subarray(HEAD_BYTES, -TAG_BYTES)
        return Buffer.concat([decipher.update(body), decipher.final()]).toString('utf8')
      } catch {
        throw new SealError('it was changed, or moved to another place')
      }
    },
  }
}

function keyOf(key: SealKey, owner: string): Buffer {
  return Buffer.from(hkdfSync('sha256', key.bytes, owner, 'private-integrations seal', 32))
}

/** JSON keeps the parts apart whatever they hold. */
function bindingOf(head: Buffer, { table, owner, row, column, version = 1 }: SealedPlace): Buffer {
  return Buffer.concat([head, Buffer.from(JSON.stringify([table, owner, row, column, version]))])
}
