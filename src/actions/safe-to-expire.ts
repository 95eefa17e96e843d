import type { Actor } from '../domain/actor.ts'
import { type ExpirySafety, expirySafety } from '../domain/cadence.ts'
import { Problem } from '../domain/problem.ts'
import { rotationOf } from '../domain/rotation.ts'
import { listClientUses } from '../store/client-uses.ts'
import { findIntegration } from '../store/integrations.ts'
import { listUnendedTokens } from '../store/tokens.ts'
import { authorizeForIntegrations } from './authorize.ts'
import type { Deps } from './deps.ts'
import type { IntegrationRef } from './rotations.ts'

/**
 * Whether the retiring token can be ended without anybody noticing: each of its clients has moved to the new one, or has
 * been silent for longer than it ever was. Undefined when no token retires.
 */
export async function getSafeToExpire(
  deps: Deps,
  actor: Actor,
  input: IntegrationRef,
): Promise<ExpirySafety | undefined> {
  const { accountId, integrationId } = input
  await deps.flushUse()
  return deps.database.read(accountId, async db => {
    await authorizeForIntegrations(db, actor, { accountId, permission: 'privateIntegrations.view' })
    if ((await findIntegration(db, accountId, integrationId)) === undefined) throw new Problem('integration_not_found')
    const now = deps.clock.now()
    const rotation = rotationOf(await listUnendedTokens(db, accountId, [integrationId]), now)
    if (rotation.state === 'stable') return undefined
    const uses = await listClientUses(db, { accountId, integrationIds: [integrationId], now })
    const { retiring, startedAt } = rotation
    const secret = { createdAt: retiring.createdAt, retiredAt: startedAt }
    return expirySafety(uses.get(integrationId) ?? [], now, secret)
  })
}
