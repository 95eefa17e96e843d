import type { ActorRecord } from '../domain/actor.ts'
import type { User } from '../domain/user.ts'
import type { Sql } from '../lib/database.ts'
import { tables } from './tables.ts'
import { toUser } from './users.ts'

/** A link by which a person sets a new password, known by its secret's hash. */
export interface PasswordReset {
  secretHash: Buffer
  userId: string
  createdBy: ActorRecord
  createdAt: Date
  expiresAt: Date
}

/** Puts a link in the place of an earlier one for the same person. */
export async function putPasswordReset(db: Sql, reset: PasswordReset): Promise<void> {
  await deletePasswordResetsOf(db, reset.userId)
  await tables(db)
    .insertInto('password_resets')
    .values({
      secret_hash: reset.secretHash,
      user_id: reset.userId,
      created_by: JSON.stringify(reset.createdBy),
      created_at: reset.createdAt,
      expires_at: reset.expiresAt,
    })
    .execute()
}

/** For whom a link is good at `now`, and who made it; undefined when it is not, or the person is disabled. */
export async function findPasswordReset(
  db: Sql,
  secretHash: Buffer,
  now: Date,
): Promise<{ user: User; createdBy: ActorRecord } | undefined> {
  const row = await tables(db)
    .selectFrom('password_resets as p')
    .innerJoin('users as u', 'u.id', 'p.user_id')
    .select(['u.id', 'u.wire_id', 'u.email', 'u.name', 'p.created_by'])
    .where('p.secret_hash', '=', secretHash)
    .where('p.expires_at', '>', now)
    .where('u.disabled_at', 'is', null)
    .executeTakeFirst()
  return row && { user: toUser(row), createdBy: row.created_by as unknown as ActorRecord }
}

/** Uses a link up: of two at once, one is told true. */
export async function takePasswordReset(db: Sql, secretHash: Buffer, now: Date): Promise<boolean> {
  const { numDeletedRows } = await tables(db)
    .deleteFrom('password_resets')
    .where('secret_hash', '=', secretHash)
    .where('expires_at', '>', now)
    .executeTakeFirst()
  return numDeletedRows > 0n
}

export async function deletePasswordResetsOf(db: Sql, userId: string): Promise<void> {
  await tables(db).deleteFrom('password_resets').where('user_id', '=', userId).execute()
}

export async function deleteOldPasswordResets(db: Sql, now: Date): Promise<void> {
  await tables(db).deleteFrom('password_resets').where('expires_at', '<=', now).execute()
}
