import { argon2, type BinaryLike, randomBytes, timingSafeEqual } from 'node:crypto'
import { createFairQueue } from './fair-queue.ts'

/** OWASP ASVS 5.0 floor for argon2id: 19 MiB, two passes, one lane (about 25 ms here). */
const PARAMETERS = { memory: 19_456, passes: 2, parallelism: 1 }
const TAG_LENGTH = 32

/**
 * Four at once, so that a flood of sign-ins cannot take the machine's memory. Those who wait are served within two
 * seconds; one network fills a fifth of the places.
 */
const queue = createFairQueue({ atOnceMax: 4, waitingMax: 100, shareMax: 20 })

/** Hashes a password with argon2id into a PHC string. Throws QueueFullError when too many wait, or too many of the source. */
export async function hashPassword(password: string, source?: string): Promise<string> {
  const salt = randomBytes(16)
  const tag = await derive(password, salt, { source })
  const { memory, passes, parallelism } = PARAMETERS
  return `$argon2id$v=19$m=${memory},t=${passes},p=${parallelism}$${unpadded(salt)}$${unpadded(tag)}`
}

/**
 * Compares a password with a stored hash. Without one it does the same work and answers false, so that an unknown
 * user cannot be told from a wrong password by time. Throws QueueFullError when too many wait, or too many of the source.
 */
export async function isPasswordRight(password: string, stored: string | undefined, source?: string): Promise<boolean> {
  const [, memory, passes, parallelism, salt, tag] = PHC.exec(stored ?? '') ?? []
  if (salt === undefined || tag === undefined) {
    await derive(password, randomBytes(16), { source })
    return false
  }
  const parameters = { memory: Number(memory), passes: Number(passes), parallelism: Number(parallelism) }
  const derived = await derive(password, Buffer.from(salt, 'base64'), { parameters, source })
  const wanted = Buffer.from(tag, 'base64')
  return wanted.length === derived.length && timingSafeEqual(wanted, derived)
}

/** The parameters stand in each hash, so that raising them locks nobody out. */
const PHC = /^\$argon2id\$v=19\$m=(\d+),t=(\d+),p=(\d+)\$([^$]+)\$([^$]+)$/

async function derive(
  password: string,
  nonce: BinaryLike,
  { parameters = PARAMETERS, source }: { parameters?: typeof PARAMETERS; source: string | undefined },
): Promise<Buffer> {
  const message = Buffer.from(password.normalize('NFC'))
  return queue.run(
    source,
    () =>
      new Promise((resolve, reject) => {
        argon2('argon2id', { message, nonce, tagLength: TAG_LENGTH, ...parameters }, (error, tag) =>
          error ? reject(error) : resolve(tag),
        )
      }),
  )
}

function unpadded(bytes: Buffer): string {
  return bytes.toString('base64').replaceAll('=', '')
}
