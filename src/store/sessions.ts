import type { User } from '../domain/user.ts'
import type { Sql } from '../lib/database.ts'
import { orAbsent, tables } from './tables.ts'
import { toUser } from './users.ts'

/** How the person proved who they are when the session began. */
export type SessionMethod = 'password' | 'code' | 'recovery_code' | 'passkey' | 'link'

/** A browser's stay, known by the hash of its cookie. */
export interface Session {
  idHash: Buffer
  /** By which the person names it; it opens nothing. */
  id: string
  userId: string
  createdAt: Date
  lastSeenAt: Date
  /** When the person last proved who they are. */
  provenAt: Date
  method: SessionMethod
  expiresAt: Date
  ip?: string
  userAgent?: string
}

export async function insertSession(db: Sql, session: Session): Promise<void> {
  await tables(db)
    .insertInto('sessions')
    .values({
      id_hash: session.idHash,
      id: session.id,
      user_id: session.userId,
      created_at: session.createdAt,
      last_seen_at: session.lastSeenAt,
      expires_at: session.expiresAt,
      proven_at: session.provenAt,
      method: session.method,
      ip: session.ip ?? null,
      user_agent: session.userAgent ?? null,
    })
    .execute()
}

/** What a session's holder is known by, and when it ends. */
export interface FoundSession extends Pick<Session, 'id' | 'lastSeenAt' | 'expiresAt' | 'provenAt'> {
  user: User
}

/** A session and its user, unless the user is disabled. Whether it is over, the caller decides. */
export async function findSessionByHash(db: Sql, idHash: Buffer): Promise<FoundSession | undefined> {
  const row = await tables(db)
    .selectFrom('sessions as s')
    .innerJoin('users as u', 'u.id', 's.user_id')
    .select(['u.id', 'u.wire_id', 'u.email', 'u.name'])
    .select(['s.id as session_id', 's.last_seen_at', 's.expires_at', 's.proven_at', 's.created_at'])
    .where('s.id_hash', '=', idHash)
    .where('u.disabled_at', 'is', null)
    .executeTakeFirst()
  return (
    row && {
      user: toUser(row),
      id: row.session_id,
      lastSeenAt: row.last_seen_at,
      expiresAt: row.expires_at,
      provenAt: row.proven_at ?? row.created_at,
    }
  )
}

/** A person's sessions, the one used last first; those that are over may be among them. */
export async function listSessionsOf(db: Sql, userId: string): Promise<Session[]> {
  const rows = await tables(db)
    .selectFrom('sessions')
    .selectAll()
    .where('user_id', '=', userId)
    .orderBy('last_seen_at', 'desc')
    .orderBy('id')
    .execute()
  return rows.map(row => ({
    idHash: row.id_hash,
    id: row.id,
    userId: row.user_id,
    createdAt: row.created_at,
    lastSeenAt: row.last_seen_at,
    expiresAt: row.expires_at,
    provenAt: row.proven_at ?? row.created_at,
    method: row.method,
    ip: orAbsent(row.ip),
    userAgent: orAbsent(row.user_agent),
  }))
}

/** Gives a session a new secret, and remembers that its person has just proven who they are. */
export async function renewSession(db: Sql, idHash: Buffer, to: { idHash: Buffer; provenAt: Date }): Promise<boolean> {
  const { numUpdatedRows } = await tables(db)
    .updateTable('sessions')
    .set({ id_hash: to.idHash, proven_at: to.provenAt, last_seen_at: to.provenAt })
    .where('id_hash', '=', idHash)
    .executeTakeFirst()
  return numUpdatedRows > 0n
}

/** Ends one of a person's sessions by its id; false when they have none of that name. */
export async function deleteSessionOf(db: Sql, userId: string, id: string): Promise<boolean> {
  const { numDeletedRows } = await tables(db)
    .deleteFrom('sessions')
    .where('user_id', '=', userId)
    .where('id', '=', id)
    .executeTakeFirst()
  return numDeletedRows > 0n
}

/** Ends all of a person's sessions, but for one if it is named. Returns how many. */
export async function deleteSessionsOf(db: Sql, userId: string, exceptId?: string): Promise<number> {
  let query = tables(db).deleteFrom('sessions').where('user_id', '=', userId)
  if (exceptId !== undefined) query = query.where('id', '!=', exceptId)
  return Number((await query.executeTakeFirst()).numDeletedRows)
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
