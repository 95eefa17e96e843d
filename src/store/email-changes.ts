import type { ActorRecord } from '../domain/actor.ts'
import type { User } from '../domain/user.ts'
import type { Sql } from '../lib/database.ts'
import { isDuplicate } from '../lib/database-error.ts'
import { tables } from './tables.ts'
import { toUser } from './users.ts'

/** A link by which a person takes another e-mail address, known by its secret's hash. */
export interface EmailChange {
  secretHash: Buffer
  userId: string
  email: string
  createdBy: ActorRecord
  createdAt: Date
  expiresAt: Date
}

/** Puts a link in the place of an earlier one for the same person. */
export async function putEmailChange(db: Sql, change: EmailChange): Promise<void> {
  await deleteEmailChangesOf(db, change.userId)
  await tables(db)
    .insertInto('email_changes')
    .values({
      secret_hash: change.secretHash,
      user_id: change.userId,
      email: change.email,
      created_by: JSON.stringify(change.createdBy),
      created_at: change.createdAt,
      expires_at: change.expiresAt,
    })
    .execute()
}

/** Whose link this is at `now`, for which address, and who made it; undefined when it is not, or the person is disabled. */
export async function findEmailChange(
  db: Sql,
  secretHash: Buffer,
  now: Date,
): Promise<{ user: User; email: string; createdBy: ActorRecord } | undefined> {
  const row = await tables(db)
    .selectFrom('email_changes as c')
    .innerJoin('users as u', 'u.id', 'c.user_id')
    .select(['u.id', 'u.wire_id', 'u.email', 'u.name', 'c.created_by', 'c.email as new_email'])
    .where('c.secret_hash', '=', secretHash)
    .where('c.expires_at', '>', now)
    .where('u.disabled_at', 'is', null)
    .executeTakeFirst()
  if (row === undefined) return undefined
  return { user: toUser(row), email: row.new_email, createdBy: row.created_by as unknown as ActorRecord }
}

/** Which address a person waits to confirm. */
export async function findEmailChangeOf(
  db: Sql,
  userId: string,
  now: Date,
): Promise<{ email: string; expiresAt: Date } | undefined> {
  const row = await tables(db)
    .selectFrom('email_changes')
    .select(['email', 'expires_at'])
    .where('user_id', '=', userId)
    .where('expires_at', '>', now)
    .executeTakeFirst()
  return row && { email: row.email, expiresAt: row.expires_at }
}

/** Uses a link up: of two at once, one is told true. */
export async function takeEmailChange(db: Sql, secretHash: Buffer, now: Date): Promise<boolean> {
  const { numDeletedRows } = await tables(db)
    .deleteFrom('email_changes')
    .where('secret_hash', '=', secretHash)
    .where('expires_at', '>', now)
    .executeTakeFirst()
  return numDeletedRows > 0n
}

/** True when there was one. */
export async function deleteEmailChangesOf(db: Sql, userId: string): Promise<boolean> {
  const { numDeletedRows } = await tables(db)
    .deleteFrom('email_changes')
    .where('user_id', '=', userId)
    .executeTakeFirst()
  return numDeletedRows > 0n
}

export async function deleteOldEmailChanges(db: Sql, now: Date): Promise<void> {
  await tables(db).deleteFrom('email_changes').where('expires_at', '<=', now).execute()
}

/** Gives a person another address; false when somebody has it, also somebody disabled. */
export async function updateEmail(db: Sql, { userId, email }: { userId: string; email: string }, now: Date) {
  try {
    await tables(db).updateTable('users').set({ email, updated_at: now }).where('id', '=', userId).execute()
    return true
  } catch (error) {
    if (isDuplicate(error, 'users_email')) return false
    throw error
  }
}
