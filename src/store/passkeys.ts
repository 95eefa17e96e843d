import type { Selectable } from 'kysely'
import type { User } from '../domain/user.ts'
import type { Sql } from '../lib/database.ts'
import type { PeopleTables } from './people-tables.ts'
import { orAbsent, tables } from './tables.ts'
import { toUser } from './users.ts'

/** A key that a person's device or password manager holds; we know its public half. */
export interface Passkey {
  id: string
  userId: string
  /** base64url, as browsers send it. */
  credentialId: string
  publicKey: Buffer
  counter: number
  transports: string[]
  name: string
  isSynced: boolean
  createdAt: Date
  lastUsedAt?: Date
}

/** A person's passkeys, the oldest first. */
export async function listPasskeysOf(db: Sql, userId: string): Promise<Passkey[]> {
  const rows = await tables(db)
    .selectFrom('passkeys')
    .selectAll()
    .where('user_id', '=', userId)
    .orderBy('created_at')
    .orderBy('id')
    .execute()
  return rows.map(toPasskey)
}

/** The passkey with this credential and its person, unless disabled; locked, so that its counter is judged once. */
export async function lockPasskey(
  db: Sql,
  credentialId: string,
): Promise<{ passkey: Passkey; user: User } | undefined> {
  const row = await tables(db)
    .selectFrom('passkeys as p')
    .innerJoin('users as u', 'u.id', 'p.user_id')
    .selectAll('p')
    .select(['u.wire_id', 'u.email', 'u.name as user_name'])
    .where('p.credential_id', '=', credentialId)
    .where('u.disabled_at', 'is', null)
    .forUpdate('p')
    .executeTakeFirst()
  if (row === undefined) return undefined
  const user = toUser({ id: row.user_id, wire_id: row.wire_id, email: row.email, name: row.user_name })
  return { passkey: toPasskey(row), user }
}

/** Adds a passkey; false when its credential is registered already. */
export async function insertPasskey(db: Sql, passkey: Passkey): Promise<boolean> {
  const { numInsertedOrUpdatedRows } = await tables(db)
    .insertInto('passkeys')
    .values({
      id: passkey.id,
      user_id: passkey.userId,
      credential_id: passkey.credentialId,
      public_key: passkey.publicKey,
      counter: passkey.counter,
      transports: passkey.transports,
      name: passkey.name,
      is_synced: passkey.isSynced,
      created_at: passkey.createdAt,
      last_used_at: null,
    })
    .onConflict(conflict => conflict.column('credential_id').doNothing())
    .executeTakeFirst()
  return (numInsertedOrUpdatedRows ?? 0n) > 0n
}

/** Remembers a use: when, and the counter the device has reached. */
export async function touchPasskey(db: Sql, id: string, use: { counter: number; at: Date }): Promise<void> {
  await tables(db)
    .updateTable('passkeys')
    .set({ counter: use.counter, last_used_at: use.at })
    .where('id', '=', id)
    .execute()
}

/** Renames one of a person's passkeys; undefined when they have none of that id. */
export async function renamePasskey(
  db: Sql,
  which: { userId: string; id: string },
  name: string,
): Promise<Passkey | undefined> {
  const row = await tables(db)
    .updateTable('passkeys')
    .set({ name })
    .where('user_id', '=', which.userId)
    .where('id', '=', which.id)
    .returningAll()
    .executeTakeFirst()
  return row && toPasskey(row)
}

/** Removes one of a person's passkeys and gives it; undefined when they have none of that id. */
export async function deletePasskey(db: Sql, which: { userId: string; id: string }): Promise<Passkey | undefined> {
  const row = await tables(db)
    .deleteFrom('passkeys')
    .where('user_id', '=', which.userId)
    .where('id', '=', which.id)
    .returningAll()
    .executeTakeFirst()
  return row && toPasskey(row)
}

/** Marks a challenge as used; false when it was used before. */
export async function spendChallenge(db: Sql, challengeHash: Buffer, expiresAt: Date): Promise<boolean> {
  const { numInsertedOrUpdatedRows } = await tables(db)
    .insertInto('spent_challenges')
    .values({ challenge_hash: challengeHash, expires_at: expiresAt })
    .onConflict(conflict => conflict.doNothing())
    .executeTakeFirst()
  return (numInsertedOrUpdatedRows ?? 0n) > 0n
}

/** Forgets used challenges that no one would take any more. */
export async function deleteSpentChallenges(db: Sql, now: Date): Promise<void> {
  await tables(db).deleteFrom('spent_challenges').where('expires_at', '<=', now).execute()
}

function toPasskey(row: Selectable<PeopleTables['passkeys']>): Passkey {
  return {
    id: row.id,
    userId: row.user_id,
    credentialId: row.credential_id,
    publicKey: row.public_key,
    counter: row.counter,
    transports: row.transports,
    name: row.name,
    isSynced: row.is_synced,
    createdAt: row.created_at,
    lastUsedAt: orAbsent(row.last_used_at),
  }
}

/** Removes all of a person's passkeys. */
export async function deletePasskeysOf(db: Sql, userId: string): Promise<void> {
  await tables(db).deleteFrom('passkeys').where('user_id', '=', userId).execute()
}
