import { type Actor, recordOf } from '../domain/actor.ts'
import type { LifecycleEvent } from '../domain/event.ts'
import type { Integration } from '../domain/integration.ts'
import { appendAuditEntry } from '../store/audit.ts'
import { insertEvent } from '../store/events.ts'
import type { Deps, Transaction } from './deps.ts'

/** Of what an audit entry tells. */
type TargetKind = 'integration' | 'account' | 'user' | 'api_key' | 'webhook_endpoint' | 'role' | 'invite'

/** What an audit entry tells. `before` and `after` hold only what changed. */
export interface Happening {
  actor: Actor
  action: string
  target: { kind: TargetKind; id: string; name?: string }
  before?: Record<string, unknown>
  after?: Record<string, unknown>
  at: Date
}

type RecordedTransaction = Pick<Transaction, 'db' | 'accountId' | 'sent'>

type RecordDeps = Pick<Deps, 'ids'>

/** Writes one audit entry in the transaction of the change. */
export function recordAudit(deps: RecordDeps, tx: RecordedTransaction, happening: Happening): void {
  appendAuditEntry(tx, {
    id: deps.ids.next('aud'),
    accountId: tx.accountId,
    at: happening.at,
    actor: recordOf(happening.actor),
    action: happening.action,
    target: happening.target,
    before: happening.before,
    after: happening.after,
    origin: happening.actor.origin,
  })
}

/** A transition of an integration: one audit entry and one lifecycle event, or neither. */
export function recordTransition(
  deps: RecordDeps,
  tx: RecordedTransaction,
  transition: Omit<Happening, 'target' | 'action'> & { integration: Integration; event: LifecycleEvent },
): void {
  const { integration, event, ...happening } = transition
  const target = { kind: 'integration' as const, id: integration.id, name: integration.name }
  recordAudit(deps, tx, { ...happening, action: event, target })
  const written = insertEvent(tx.db, {
    id: deps.ids.next('evt'),
    accountId: tx.accountId,
    type: event,
    integrationId: integration.id,
    body: {
      integration: { id: integration.id, name: integration.name },
      actor: recordOf(happening.actor),
      ...(happening.before === undefined ? {} : { before: happening.before }),
      ...(happening.after === undefined ? {} : { after: happening.after }),
    },
    createdAt: happening.at,
  })
  tx.sent(written)
}
