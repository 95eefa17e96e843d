import type { User } from '../domain/user.ts'
import type { Sql } from '../lib/database.ts'
import { orAbsent, tables } from './tables.ts'

/** A user with what sign-in compares. */
export interface UserWithPassword extends User {
  passwordHash?: string
}

const COLUMNS = ['id', 'wire_id', 'email', 'name'] as const

/** The user who signs in with this address, unless disabled. */
export async function findUserByEmail(db: Sql, email: string): Promise<UserWithPassword | undefined> {
  const row = await tables(db)
    .selectFrom('users')
    .select([...COLUMNS, 'password_hash'])
    // Both in lower case by the database's own rules, which are those of the unique index.
    .where(({ eb, fn, val }) => eb(fn<string>('lower', ['email']), '=', fn<string>('lower', [val(email.trim())])))
    .where('disabled_at', 'is', null)
    .executeTakeFirst()
  return row && { ...toUser(row), passwordHash: orAbsent(row.password_hash) }
}

/** Whether somebody has this address, also somebody disabled. */
export async function isEmailTaken(db: Sql, email: string): Promise<boolean> {
  const row = await tables(db)
    .selectFrom('users')
    .select('id')
    .where(({ eb, fn, val }) => eb(fn<string>('lower', ['email']), '=', fn<string>('lower', [val(email)])))
    .executeTakeFirst()
  return row !== undefined
}

/** What a signed-in person's password is compared with. */
export async function findPasswordHash(db: Sql, userId: string): Promise<string | undefined> {
  const row = await tables(db)
    .selectFrom('users')
    .select('password_hash')
    .where('id', '=', userId)
    .where('disabled_at', 'is', null)
    .executeTakeFirst()
  return row && orAbsent(row.password_hash)
}

/** True for a password that is too short to stand alone. */
export async function needsSecondFactor(db: Sql, userId: string): Promise<boolean> {
  const row = await tables(db)
    .selectFrom('users')
    .select('password_needs_second_factor')
    .where('id', '=', userId)
    .executeTakeFirst()
  return row?.password_needs_second_factor === true
}

/** Locks a user's row, so that what is decided about passwords and second factors is decided one after the other. */
export async function lockUser(db: Sql, userId: string): Promise<{ passwordNeedsSecondFactor: boolean } | undefined> {
  const row = await tables(db)
    .selectFrom('users')
    .select('password_needs_second_factor')
    .where('id', '=', userId)
    .forNoKeyUpdate()
    .executeTakeFirst()
  return row && { passwordNeedsSecondFactor: row.password_needs_second_factor }
}

/** Sets a new password; `needsSecondFactor` is true for one that is too short to stand alone. */
export async function updatePassword(
  db: Sql,
  user: { id: string; passwordHash: string; needsSecondFactor: boolean },
  now: Date,
): Promise<void> {
  await tables(db)
    .updateTable('users')
    .set({
      password_hash: user.passwordHash,
      password_needs_second_factor: user.needsSecondFactor,
      updated_at: now,
    })
    .where('id', '=', user.id)
    .execute()
}

/** Leaves a person without a password: a link for a new one is the way back. */
export async function clearPassword(db: Sql, userId: string, now: Date): Promise<void> {
  await tables(db)
    .updateTable('users')
    .set({ password_hash: null, password_needs_second_factor: false, updated_at: now })
    .where('id', '=', userId)
    .execute()
}

export async function findUser(db: Sql, userId: string): Promise<User | undefined> {
  const row = await tables(db).selectFrom('users').select(COLUMNS).where('id', '=', userId).executeTakeFirst()
  return row && toUser(row)
}

/** True once the first user exists: the server is set up. */
export async function hasUsers(db: Sql): Promise<boolean> {
  return (await tables(db).selectFrom('users').select('id').limit(1).executeTakeFirst()) !== undefined
}

export async function insertUser(db: Sql, user: UserWithPassword, now: Date): Promise<void> {
  await tables(db)
    .insertInto('users')
    .values({
      id: user.id,
      wire_id: user.wireId,
      email: user.email,
      name: user.name,
      password_hash: user.passwordHash ?? null,
      disabled_at: null,
      created_at: now,
      updated_at: now,
    })
    .execute()
}

export function toUser(row: { id: string; wire_id: string; email: string; name: string }): User {
  return { id: row.id, wireId: row.wire_id, email: row.email, name: row.name }
}
