import type { Sql } from '../lib/database.ts'
import { tables } from './tables.ts'

/** A sign-in whose password was right and whose second step is still to come. */
export interface PendingSignIn {
  secretHash: Buffer
  userId: string
  createdAt: Date
  expiresAt: Date
}

export async function insertPendingSignIn(db: Sql, pending: PendingSignIn): Promise<void> {
  await tables(db)
    .insertInto('pending_sign_ins')
    .values({
      secret_hash: pending.secretHash,
      user_id: pending.userId,
      created_at: pending.createdAt,
      expires_at: pending.expiresAt,
    })
    .execute()
}

/** Whose sign-in waits under this; undefined when it is over. */
export async function findPendingSignIn(
  db: Sql,
  secretHash: Buffer,
  now: Date,
): Promise<{ userId: string } | undefined> {
  const row = await tables(db)
    .selectFrom('pending_sign_ins')
    .select('user_id')
    .where('secret_hash', '=', secretHash)
    .where('expires_at', '>', now)
    .executeTakeFirst()
  return row && { userId: row.user_id }
}

/** Counts one more try and says whose sign-in it is; undefined when it is over or had its tries. */
export async function tryPendingSignIn(
  db: Sql,
  secretHash: Buffer,
  limit: { now: Date; triesMax: number },
): Promise<{ userId: string } | undefined> {
  const row = await tables(db)
    .updateTable('pending_sign_ins')
    .set(eb => ({ tries: eb('tries', '+', 1) }))
    .where('secret_hash', '=', secretHash)
    .where('expires_at', '>', limit.now)
    .where('tries', '<', limit.triesMax)
    .returning('user_id')
    .executeTakeFirst()
  return row && { userId: row.user_id }
}

export async function deletePendingSignIn(db: Sql, secretHash: Buffer): Promise<void> {
  await tables(db).deleteFrom('pending_sign_ins').where('secret_hash', '=', secretHash).execute()
}

/** A person's own, when their password changes. */
export async function deletePendingSignInsOf(db: Sql, userId: string): Promise<void> {
  await tables(db).deleteFrom('pending_sign_ins').where('user_id', '=', userId).execute()
}

export async function deleteOldPendingSignIns(db: Sql, now: Date): Promise<void> {
  await tables(db).deleteFrom('pending_sign_ins').where('expires_at', '<=', now).execute()
}
