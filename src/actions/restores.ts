import type { Actor } from '../domain/actor.ts'
import { Problem } from '../domain/problem.ts'
import { findAccount } from '../store/accounts.ts'
import type { Deps } from './deps.ts'
import { recordAudit } from './record.ts'

/**
 * Writes into an account's audit log that its data came back from a backup. What was revoked after the backup was made
 * may work again (S86), and the account's admins are the ones who must know. For the operator alone.
 */
export async function recordRestore(
  deps: Deps,
  actor: Actor & { kind: 'operator' },
  input: { accountId: string; backupAt: Date },
): Promise<void> {
  await deps.transact(input.accountId, async tx => {
    const account = await findAccount(tx.db, input.accountId)
    if (account === undefined) throw new Problem('account_not_found')
    recordAudit(deps, tx, {
      actor,
      action: 'account.restored',
      target: { kind: 'account', id: account.id, name: account.name },
      after: { backupAt: input.backupAt.toISOString() },
      at: deps.clock.now(),
    })
  })
}
