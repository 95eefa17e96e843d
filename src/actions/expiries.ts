import { recordOf } from '../domain/actor.ts'
import { insertEvent } from '../store/events.ts'
import { lockIntegration } from '../store/integrations.ts'
import { insertOccasion } from '../store/occasions.ts'
import type { ExpiryRow } from '../store/reminders.ts'
import { listUnendedTokens } from '../store/tokens.ts'
import type { Deps } from './deps.ts'
import { recordAudit } from './record.ts'

type ExpiryDeps = Pick<Deps, 'clock' | 'ids' | 'database'>

/**
 * Writes down that an integration or its token has expired: one audit entry, one event. It has been refused since that
 * moment already. Nothing is written when it was given a later end meanwhile, or when another node was first.
 */
export async function recordExpiry(deps: ExpiryDeps, { key, row }: { key: string; row: ExpiryRow }): Promise<boolean> {
  const { accountId, integrationId, what, thingId, last4, expiresAt } = row
  return deps.database.transact(accountId, async (db, sent) => {
    const tx = { db, sent, accountId }
    const integration = await lockIntegration(db, accountId, integrationId)
    const tokens = await listUnendedTokens(db, accountId, [integrationId])
    const end = what === 'integration' ? integration?.expiresAt : tokens.find(({ id }) => id === thingId)?.expiresAt
    if (integration === undefined || end?.getTime() !== expiresAt.getTime()) return false
    const at = deps.clock.now()
    if (!(await insertOccasion(db, { accountId, key, at }))) return false
    const facts = {
      what,
      ...(what === 'token' ? { token: { id: thingId, last4 } } : {}),
      expiresAt: expiresAt.toISOString(),
    }
    const actor = { kind: 'system', origin: {} } as const
    const target = { kind: 'integration' as const, id: integrationId, name: integration.name }
    recordAudit(deps, tx, { actor, action: 'private_integration.expired', target, after: facts, at })
    await insertEvent(db, {
      id: deps.ids.next('evt'),
      accountId,
      type: 'private_integration.expired',
      integrationId,
      body: { integration: { id: integrationId, name: integration.name }, actor: recordOf(actor), ...facts },
      createdAt: at,
    })
    return true
  })
}
