import { type Actor, recordOf } from '../domain/actor.ts'
import type { Role } from '../domain/permission.ts'
import { Problem } from '../domain/problem.ts'
import { checkEmail } from '../domain/user.ts'
import { randomBase62 } from '../lib/ids.ts'
import { sha256 } from '../lib/secrets.ts'
import * as store from '../store/invites.ts'
import { findMembership, lockMemberships } from '../store/memberships.ts'
import { findUserByEmail } from '../store/users.ts'
import { authorize } from './authorize.ts'
import type { Deps, Transaction } from './deps.ts'
import { applyChanges, ownRoleFor, type PermissionChange, refuseGrantBeyondOwn } from './members.ts'
import { requireRecentProof } from './recent-proof.ts'
import { recordAudit } from './record.ts'

export type { Invite } from '../store/invites.ts'

const INVITE_MS = 24 * 3_600_000
const SECRET_LENGTH = 43

/** Who is asked into which account, as what. */
export interface InviteDraft {
  accountId: string
  email: string
  role: Role
  permissions?: Record<string, PermissionChange>
}

/** The open invites of an account, the newest first. */
export async function listInvites(
  deps: Pick<Deps, 'database' | 'clock'>,
  actor: Actor,
  { accountId }: { accountId: string },
): Promise<store.Invite[]> {
  return deps.database.read(accountId, async db => {
    await authorize(db, actor, { accountId, permission: 'members.view' })
    return store.listInvites(db, accountId, deps.clock.now())
  })
}

/**
 * Makes a single-use link into an account for one e-mail address, good for a day; an earlier one for it is void. Nobody
 * gives more than they hold. Throws member_exists, permission_exceeds_own, input_invalid.
 */
export async function createInvite(
  deps: Deps,
  actor: Actor,
  draft: InviteDraft,
): Promise<{ invite: store.Invite; secret: string }> {
  const { accountId, role } = draft
  const secret = randomBase62(SECRET_LENGTH)
  return deps.transact(accountId, async tx => {
    await openInvites(deps, tx, actor)
    const email = checkEmail(draft.email)
    const overrides = applyChanges({}, draft.permissions ?? {})
    const ownRole = await ownRoleFor(tx, role)
    await refuseGrantBeyondOwn(tx, actor, { had: [], membership: { role, overrides, ...(ownRole && { ownRole }) } })
    const known = await findUserByEmail(tx.db, email)
    if (known !== undefined && (await findMembership(tx.db, accountId, known.id)) !== undefined) {
      throw new Problem('member_exists')
    }
    const createdAt = deps.clock.now()
    const expiresAt = new Date(createdAt.getTime() + INVITE_MS)
    const id = deps.ids.next('inv')
    const invite = { accountId, id, email, role, overrides, createdBy: recordOf(actor), createdAt, expiresAt }
    await store.deleteInvitesTo(tx.db, accountId, email)
    await store.insertInvite(tx.db, { ...invite, secretHash: sha256(secret) })
    recordInvite(deps, tx, { actor, action: 'invite.created', invite })
    return { invite, secret }
  })
}

/** Takes an open invite back: its link opens nothing any more. Throws invite_not_found. */
export async function revokeInvite(
  deps: Deps,
  actor: Actor,
  { accountId, inviteId }: { accountId: string; inviteId: string },
): Promise<void> {
  return deps.transact(accountId, async tx => {
    await openInvites(deps, tx, actor)
    const invite = await store.deleteInvite(tx.db, accountId, inviteId)
    if (invite === undefined || deps.clock.now() >= invite.expiresAt) throw new Problem('invite_not_found')
    recordInvite(deps, tx, { actor, action: 'invite.revoked', invite })
  })
}

async function openInvites(deps: Deps, tx: Transaction, actor: Actor): Promise<void> {
  await authorize(tx.db, actor, { accountId: tx.accountId, permission: 'members.manage' })
  requireRecentProof(deps, actor)
  await lockMemberships(tx.db, tx.accountId)
}

/** One entry about an invite. */
export function recordInvite(
  deps: Pick<Deps, 'ids' | 'clock'>,
  tx: Transaction,
  { actor, action, invite }: { actor: Actor; action: string; invite: store.Invite },
): void {
  const { id, email, role, overrides } = invite
  recordAudit(deps, tx, {
    ...{ actor, action, target: { kind: 'invite', id, name: email } },
    ...{ after: { email, role, permissions: overrides }, at: deps.clock.now() },
  })
}
