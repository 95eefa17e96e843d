import { randomInt } from 'node:crypto'
import type { Sql } from '../lib/database.ts'
import type { Keys } from '../lib/keys.ts'
import { matchingStep } from '../lib/totp.ts'
import { findTotpSecret, type TotpSecret, takeRecoveryCode, takeTotpStep } from '../store/second-factors.ts'

/** Without letters and digits that are taken for one another. 24 of these 30 signs hold 117 bits. */
const SIGNS = 'abcdefghjkmnpqrstvwxyz23456789'
const GROUPS = 4
const GROUP_LENGTH = 6
const RECOVERY_CODES = 10
const TOTP_CODE = /^\d{6}$/

/** How a code was good. */
export type CodeKind = 'code' | 'recovery_code'

/** Ten fresh recovery codes, such as abcdef-ghjkmn-pqrstv-wxyz23, and what is kept of them. */
export function newRecoveryCodes(keys: Keys): { codes: string[]; hashes: Buffer[] } {
  const codes = Array.from({ length: RECOVERY_CODES }, newRecoveryCode)
  return {
    codes,
    hashes: codes.flatMap(code =>
      keys
        .hashesOf(plainCode(code))
        .slice(0, 1)
        .map(({ hash }) => hash),
    ),
  }
}

/** Takes a person's code, of the app or for recovery: each is good once. Undefined when it is not right. */
export async function takeCode(
  { keys }: { keys: Keys },
  db: Sql,
  { userId, code, at }: { userId: string; code: string; at: Date },
): Promise<CodeKind | undefined> {
  const plain = plainCode(code)
  if (!TOTP_CODE.test(plain)) {
    const hashes = keys.hashesOf(plain).map(({ hash }) => hash)
    return (await takeRecoveryCode(db, userId, { hashes, at })) ? 'recovery_code' : undefined
  }
  // Locked, so that of two who send the same code at once one is too late.
  const secret = await findTotpSecret(db, userId, true)
  if (secret?.confirmedAt === undefined) return undefined
  const step = matchingStep(openSecret(keys, secret), plain, { at, lastStep: secret.lastStep ?? -1 })
  if (step === undefined) return undefined
  await takeTotpStep(db, { userId, step, confirmedAt: secret.confirmedAt })
  return 'code'
}

/** A seed as it is kept. */
export function sealSecret(
  keys: Keys,
  { userId, version }: Pick<TotpSecret, 'userId' | 'version'>,
  secret: string,
): Buffer {
  return keys.seal(placeOf(userId, version), secret)
}

/** A seed as the app has it. */
export function openSecret(keys: Keys, { userId, version, secretSealed }: TotpSecret): string {
  return keys.open(placeOf(userId, version), secretSealed)
}

function placeOf(userId: string, version: number) {
  return { table: 'totp_secrets', owner: userId, row: userId, column: 'secret_sealed', version }
}

/** People type blanks and hyphens, or leave them out. */
function plainCode(code: string): string {
  return code.toLowerCase().replaceAll(/[\s-]/g, '')
}

function newRecoveryCode(): string {
  const group = () => Array.from({ length: GROUP_LENGTH }, () => SIGNS[randomInt(SIGNS.length)]).join('')
  return Array.from({ length: GROUPS }, group).join('-')
}
