import type { Selectable } from 'kysely'
import type { ActorRecord } from '../domain/actor.ts'
import { isPermission, type PermissionOverrides, type Role } from '../domain/permission.ts'
import type { Sql } from '../lib/database.ts'
import type { PeopleTables } from './people-tables.ts'
import { tables } from './tables.ts'

/** A way into an account for whoever has this e-mail address and the link. */
export interface Invite {
  accountId: string
  id: string
  email: string
  role: Role
  overrides: PermissionOverrides
  createdBy: ActorRecord
  createdAt: Date
  expiresAt: Date
}

export async function insertInvite(db: Sql, invite: Invite & { secretHash: Buffer }): Promise<void> {
  await tables(db)
    .insertInto('invites')
    .values({
      account_id: invite.accountId,
      id: invite.id,
      email: invite.email,
      role: invite.role,
      overrides: JSON.stringify(invite.overrides),
      secret_hash: invite.secretHash,
      created_by: JSON.stringify(invite.createdBy),
      created_at: invite.createdAt,
      expires_at: invite.expiresAt,
    })
    .execute()
}

/** The invites of an account that are good at `now`, the newest first. */
export async function listInvites(db: Sql, accountId: string, now: Date): Promise<Invite[]> {
  const rows = await tables(db)
    .selectFrom('invites')
    .selectAll()
    .where('account_id', '=', accountId)
    .where('expires_at', '>', now)
    .orderBy('created_at', 'desc')
    .orderBy('id')
    .execute()
  return rows.map(toInvite)
}

/** The invite behind a link, good at `now`. The connection must see every account. */
export async function findInviteBySecret(db: Sql, secretHash: Buffer, now: Date): Promise<Invite | undefined> {
  const row = await tables(db)
    .selectFrom('invites')
    .selectAll()
    .where('secret_hash', '=', secretHash)
    .where('expires_at', '>', now)
    .executeTakeFirst()
  return row && toInvite(row)
}

/** Uses an invite up or takes it back: of two at once, one gets it. */
export async function deleteInvite(db: Sql, accountId: string, id: string): Promise<Invite | undefined> {
  const row = await tables(db)
    .deleteFrom('invites')
    .where('account_id', '=', accountId)
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirst()
  return row && toInvite(row)
}

/** Takes back what was sent to an address before, whatever its case. */
export async function deleteInvitesTo(db: Sql, accountId: string, email: string): Promise<void> {
  await tables(db)
    .deleteFrom('invites')
    .where('account_id', '=', accountId)
    .where(({ eb, fn, val }) => eb(fn<string>('lower', ['email']), '=', fn<string>('lower', [val(email)])))
    .execute()
}

export async function deleteOldInvites(db: Sql, now: Date): Promise<void> {
  await tables(db).deleteFrom('invites').where('expires_at', '<=', now).execute()
}

function toInvite(row: Selectable<PeopleTables['invites']>): Invite {
  const overrides = Object.entries(row.overrides).filter(([name]) => isPermission(name))
  return {
    accountId: row.account_id,
    id: row.id,
    email: row.email,
    role: row.role as Role,
    overrides: Object.fromEntries(overrides),
    createdBy: row.created_by as unknown as ActorRecord,
    createdAt: row.created_at,
    expiresAt: row.expires_at,
  }
}
