import { type Account, DEFAULT_LABS, DEFAULT_POLICIES } from '../domain/account.ts'
import type { Actor, Origin } from '../domain/actor.ts'
import type { User } from '../domain/user.ts'
import { insertAccount } from '../store/accounts.ts'
import { insertMembership } from '../store/memberships.ts'
import type { Deps, Transaction } from './deps.ts'
import { recordAudit } from './record.ts'

/** An account to be made, and who becomes its first admin. */
export interface AccountDraft {
  name: string
  kind: Account['kind']
  parentId?: string
  timezone: string
  user: User
  origin: Origin
  /** Who makes it, where that is not its first admin. */
  actor?: Actor
  now: Date
  /** Sample data brings a board of its own. */
  hasSampleData?: boolean
}

/** Makes an account with its first admin, the first entry of its audit chain, and a location's first pipeline. */
export async function openAccount(deps: Deps, tx: Transaction, draft: AccountDraft): Promise<Account> {
  const { name, kind, parentId, timezone, user, now } = draft
  const account: Account = {
    id: deps.ids.next('acc'),
    kind,
    parentId,
    name,
    wireId: deps.ids.nextWireId(),
    timezone,
    policies: DEFAULT_POLICIES,
    labs: DEFAULT_LABS,
    version: 1,
    createdAt: now,
  }
  await insertAccount(tx.db, account)
  const membership = { accountId: account.id, userId: user.id, role: 'admin' as const, overrides: {}, version: 1 }
  await insertMembership(tx.db, membership, now)
  const itself: Actor = { kind: 'user', userId: user.id, name: user.name, email: user.email, origin: draft.origin }
  const actor = draft.actor ?? itself
  const target = { kind: 'account' as const, id: account.id, name }
  const own = { ...tx, accountId: account.id }
  recordAudit(deps, own, { actor, action: 'account.created', target, after: { kind, name, timezone }, at: now })
  tx.changed()
  if (kind === 'location' && draft.hasSampleData !== true) {
    await deps.firstBoard?.({ db: tx.db, accountId: account.id, now, nextWireId: deps.ids.nextWireId })
  }
  return account
}
