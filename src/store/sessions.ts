import type { User } from '../domain/user.ts'
import type { Sql } from '../lib/database.ts'
import { tables } from './tables.ts'
import { toUser } from './users.ts'

/** A browser's stay, known by the hash of its cookie. */
export interface Session {
  idHash: Buffer
  userId: string
  createdAt: Date
  lastSeenAt: Date
  expiresAt: Date
  ip?: string
  userAgent?: string
}

export async function insertSession(db: Sql, session: Session): Promise<void> {
  await tables(db)
    .insertInto('sessions')
    .values({
      id_hash: session.idHash,
      user_id: session.userId,
      created_at: session.createdAt,
      last_seen_at: session.lastSeenAt,
      expires_at: session.expiresAt,
      ip: session.ip ?? null,
      user_agent: session.userAgent ?? null,
    })
    .execute()
}

/** A session and its user, unless the user is disabled. Whether it is over, the caller decides. */
export async function findSessionByHash(
  db: Sql,
  idHash: Buffer,
): Promise<{ user: User; lastSeenAt: Date; expiresAt: Date } | undefined> {
  const row = await tables(db)
    .selectFrom('sessions as s')
    .innerJoin('users as u', 'u.id', 's.user_id')
    .select(['u.id', 'u.wire_id', 'u.email', 'u.name', 's.last_seen_at', 's.expires_at'])
    .where('s.id_hash', '=', idHash)
    .where('u.disabled_at', 'is', null)
    .executeTakeFirst()
  return row && { user: toUser(row), lastSeenAt: row.last_seen_at, expiresAt: row.expires_at }
}

export async function touchSession(db: Sql, idHash: Buffer, now: Date): Promise<void> {
  await tables(db).updateTable('sessions').set({ last_seen_at: now }).where('id_hash', '=', idHash).execute()
}

export async function deleteSession(db: Sql, idHash: Buffer): Promise<void> {
  await tables(db).deleteFrom('sessions').where('id_hash', '=', idHash).execute()
}

/** Removes sessions that are over, by their absolute end or by idleness since `idleSince`. */
export async function deleteOldSessions(db: Sql, now: Date, idleSince: Date): Promise<void> {
  await tables(db)
    .deleteFrom('sessions')
    .where(eb => eb.or([eb('expires_at', '<=', now), eb('last_seen_at', '<=', idleSince)]))
    .execute()
}

/** When each of these users was last seen. */
export async function lastSeenOf(db: Sql, userIds: readonly string[]): Promise<Map<string, Date>> {
  if (userIds.length === 0) return new Map()
  const rows = await tables(db)
    .selectFrom('sessions')
    .select(eb => ['user_id', eb.fn.max('last_seen_at').as('at')])
    .where('user_id', 'in', [...userIds])
    .groupBy('user_id')
    .execute()
  return new Map(rows.map(row => [row.user_id, row.at]))
}
