import type { Sql } from '../lib/database.ts'
import { orAbsent, tables } from './tables.ts'

/** The seed from which a person's app makes its codes, sealed. */
export interface TotpSecret {
  userId: string
  secretSealed: Buffer
  version: number
  confirmedAt?: Date
  lastStep?: number
  createdAt: Date
}

/** A person's seed, confirmed or not; with `isLocked` nobody takes a code meanwhile. */
export async function findTotpSecret(db: Sql, userId: string, isLocked = false): Promise<TotpSecret | undefined> {
  const query = tables(db).selectFrom('totp_secrets').selectAll().where('user_id', '=', userId)
  const row = await (isLocked ? query.forUpdate() : query).executeTakeFirst()
  return (
    row && {
      userId: row.user_id,
      secretSealed: row.secret_sealed,
      version: row.version,
      confirmedAt: orAbsent(row.confirmed_at),
      lastStep: orAbsent(row.last_step),
      createdAt: row.created_at,
    }
  )
}

/** Puts a seed in the place of the one before, if any. */
export async function putTotpSecret(db: Sql, secret: TotpSecret): Promise<void> {
  const values = {
    secret_sealed: secret.secretSealed,
    version: secret.version,
    confirmed_at: secret.confirmedAt ?? null,
    last_step: secret.lastStep ?? null,
    created_at: secret.createdAt,
  }
  await tables(db)
    .insertInto('totp_secrets')
    .values({ user_id: secret.userId, ...values })
    .onConflict(conflict => conflict.column('user_id').doUpdateSet(values))
    .execute()
}

/** Remembers that the code of this step was taken, and that the seed works. */
export async function takeTotpStep(db: Sql, taken: { userId: string; step: number; confirmedAt: Date }): Promise<void> {
  await tables(db)
    .updateTable('totp_secrets')
    .set({ last_step: taken.step, confirmed_at: taken.confirmedAt })
    .where('user_id', '=', taken.userId)
    .execute()
}

export async function deleteTotpSecret(db: Sql, userId: string): Promise<void> {
  await tables(db).deleteFrom('totp_secrets').where('user_id', '=', userId).execute()
}

/** Replaces all of a person's recovery codes. */
export async function replaceRecoveryCodes(
  db: Sql,
  userId: string,
  codes: { hashes: readonly Buffer[]; createdAt: Date },
): Promise<void> {
  await tables(db).deleteFrom('recovery_codes').where('user_id', '=', userId).execute()
  if (codes.hashes.length === 0) return
  const rows = codes.hashes.map(hash => ({ user_id: userId, code_hash: hash, created_at: codes.createdAt }))
  await tables(db).insertInto('recovery_codes').values(rows).execute()
}

/** Uses a recovery code up; false when it is unknown or was used before. */
export async function takeRecoveryCode(
  db: Sql,
  userId: string,
  code: { hashes: readonly Buffer[]; at: Date },
): Promise<boolean> {
  const { numUpdatedRows } = await tables(db)
    .updateTable('recovery_codes')
    .set({ used_at: code.at })
    .where('user_id', '=', userId)
    .where('code_hash', 'in', [...code.hashes])
    .where('used_at', 'is', null)
    .executeTakeFirst()
  return numUpdatedRows > 0n
}

/** How many recovery codes a person has left. */
export async function countRecoveryCodes(db: Sql, userId: string): Promise<number> {
  const row = await tables(db)
    .selectFrom('recovery_codes')
    .select(eb => eb.fn.countAll<number>().as('count'))
    .where('user_id', '=', userId)
    .where('used_at', 'is', null)
    .executeTakeFirstOrThrow()
  return Number(row.count)
}
