import { argon2, type BinaryLike, randomBytes, timingSafeEqual } from 'node:crypto'

/** OWASP ASVS 5.0 floor for argon2id: 19 MiB, two passes, one lane (about 25 ms here). */
const PARAMETERS = { memory: 19_456, passes: 2, parallelism: 1 }
const TAG_LENGTH = 32

/** At most this many at once, so that a flood of sign-ins cannot take the machine's memory. */
const AT_ONCE_MAX = 4
/** Those who wait for their turn; more would not be served within two seconds. */
const WAITING_MAX = 100
let running = 0
const waiting: (() => void)[] = []

/** So many passwords wait to be hashed that another one must come back later. */
export class PasswordQueueFullError extends Error {
  constructor() {
    super('too many passwords wait to be hashed')
    this.name = 'PasswordQueueFullError'
  }
}

/** Hashes a password with argon2id into a PHC string. */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(16)
  const tag = await derive(password, salt)
  const { memory, passes, parallelism } = PARAMETERS
  return `$argon2id$v=19$m=${memory},t=${passes},p=${parallelism}$${unpadded(salt)}$${unpadded(tag)}`
}

/**
 * Compares a password with a stored hash. Without one it does the same work and answers false, so that an unknown
 * user cannot be told from a wrong password by time.
 */
export async function isPasswordRight(password: string, stored: string | undefined): Promise<boolean> {
  const [, memory, passes, parallelism, salt, tag] = PHC.exec(stored ?? '') ?? []
  if (salt === undefined || tag === undefined) {
    await derive(password, randomBytes(16))
    return false
  }
  const parameters = { memory: Number(memory), passes: Number(passes), parallelism: Number(parallelism) }
  const derived = await derive(password, Buffer.from(salt, 'base64'), parameters)
  const wanted = Buffer.from(tag, 'base64')
  return wanted.length === derived.length && timingSafeEqual(wanted, derived)
}

/** The parameters stand in each hash, so that raising them locks nobody out. */
const PHC = /^\$argon2id\$v=19\$m=(\d+),t=(\d+),p=(\d+)\$([^$]+)\$([^$]+)$/

async function derive(password: string, nonce: BinaryLike, parameters = PARAMETERS): Promise<Buffer> {
  await takeTurn()
  try {
    return await new Promise((resolve, reject) => {
      const message = Buffer.from(password.normalize('NFC'))
      argon2('argon2id', { message, nonce, tagLength: TAG_LENGTH, ...parameters }, (error, tag) =>
        error ? reject(error) : resolve(tag),
      )
    })
  } finally {
    const next = waiting.shift()
    // The turn is handed on: given up and taken again, another caller could slip in between.
    if (next === undefined) running--
    else next()
  }
}

async function takeTurn(): Promise<void> {
  if (running < AT_ONCE_MAX) {
    running++
    return
  }
  if (waiting.length >= WAITING_MAX) throw new PasswordQueueFullError()
  await new Promise<void>(resolve => waiting.push(resolve))
}

function unpadded(bytes: Buffer): string {
  return bytes.toString('base64').replaceAll('=', '')
}
