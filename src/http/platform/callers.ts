import { timingSafeEqual } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import { Problem } from '../../domain/problem.ts'
import { sha256 } from '../../lib/secrets.ts'
import { readOneBearer } from './bearer.ts'

/** Throws for whoever holds no key. `sentInBody` is a key that came there: clients of OAuth may send theirs so. */
export type PlatformDoor = (request: IncomingMessage, sentInBody?: string) => void

/**
 * Admits those who may ask about other people's tokens: holders of a key of PLATFORM_KEYS. Throws why not; who guesses keys is
 * slowed down as who guesses tokens.
 */
export function createPlatformDoor(
  platformKeys: readonly string[],
  failed: (request: IncomingMessage) => number,
): PlatformDoor {
  const hashes = platformKeys.map(key => sha256(key))
  return (request, sentInBody) => {
    const hash = sha256(readCredential(request, sentInBody))
    // Each is compared whether or not one before it fitted: time does not tell which.
    if (hashes.map(known => timingSafeEqual(known, hash)).includes(true)) return
    const retryAfterMs = failed(request)
    if (retryAfterMs > 0) {
      throw new Problem('rate_limited', { facts: { retryAfterSeconds: Math.ceil(retryAfterMs / 1000) } })
    }
    throw new Problem('platform_key_invalid')
  }
}

/** Bearer, the password of Basic, or `client_secret`: what clients of RFC 7662 commonly speak. One of them. */
function readCredential(request: IncomingMessage, sentInBody: string | undefined): string {
  if (sentInBody !== undefined) {
    if (request.headers.authorization !== undefined) throw new Problem('credential_duplicate')
    return sentInBody
  }
  const secret = readOneBearer(request)
  if (typeof secret === 'string') return secret
  if (!secret.isAbsent) throw new Problem('credential_duplicate')
  const [, encoded] = /^Basic +([A-Za-z0-9+/=]+)$/i.exec(request.headers.authorization ?? '') ?? []
  const password = encoded && Buffer.from(encoded, 'base64').toString().split(':').slice(1).join(':')
  if (!password) throw new Problem('platform_key_invalid')
  return password
}
