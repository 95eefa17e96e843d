import type { Actor } from '../domain/actor.ts'
import { endToken } from '../store/tokens.ts'
import { authorizeForIntegrations } from './authorize.ts'
import type { Deps } from './deps.ts'
import { type IntegrationView, viewOf } from './integration-view.ts'
import { requireVersion } from './integrations.ts'
import { requireReach } from './reach.ts'
import { requireRecentProof } from './recent-proof.ts'
import { recordTransition } from './record.ts'
import type { IntegrationRef } from './rotations.ts'
import { lockForChange, lockForDeletion, raised, saveAccess } from './token-changes.ts'

type SwitchInput = IntegrationRef & { ifVersion?: number }

/** Refuses the integration's requests from now on, on every node. Its secrets stay as they are. */
export async function disableIntegration(deps: Deps, actor: Actor, input: SwitchInput): Promise<IntegrationView> {
  return setDisabled(deps, actor, { ...input, isDisabled: true })
}

/** Accepts the integration's requests again. */
export async function enableIntegration(deps: Deps, actor: Actor, input: SwitchInput): Promise<IntegrationView> {
  return setDisabled(deps, actor, { ...input, isDisabled: false })
}

/** Deletes: every secret dies at once, on every node before this returns. The history stays in the audit log. */
export async function deleteIntegration(deps: Deps, actor: Actor, input: SwitchInput): Promise<void> {
  const { accountId, integrationId } = input
  await deps.transact(accountId, async tx => {
    await authorizeForIntegrations(tx.db, actor, { accountId, permission: 'privateIntegrations.delete' })
    requireRecentProof(deps, actor)
    const { integration: old, tokens, now } = await lockForDeletion(deps, tx, integrationId)
    await requireReach(deps, tx, { actor, reaches: old })
    requireVersion(old, input.ifVersion)
    for (const { id: tokenId } of tokens) {
      tx.sent(endToken(tx.db, accountId, { tokenId, why: 'integration_deleted', at: now }))
    }
    const integration = { ...raised(old, now), deletedAt: now }
    saveAccess(deps, tx, { integration, tokens: [] })
    const before = { name: old.name, scopes: old.scopes, tokens: tokens.map(token => token.last4) }
    recordTransition(deps, tx, { actor, integration, event: 'private_integration.deleted', before, at: now })
  })
}

async function setDisabled(
  deps: Deps,
  actor: Actor,
  input: SwitchInput & { isDisabled: boolean },
): Promise<IntegrationView> {
  const { accountId, integrationId, isDisabled } = input
  return deps.transact(accountId, async tx => {
    const account = await authorizeForIntegrations(tx.db, actor, { accountId, permission: 'privateIntegrations.edit' })
    const { integration: old, tokens, now } = await lockForChange(deps, tx, { integrationId })
    await requireReach(deps, tx, { actor, reaches: old })
    requireVersion(old, input.ifVersion)
    if ((old.disabledAt !== undefined) === isDisabled) return viewOf({ account, integration: old, tokens }, now)
    const integration = { ...raised(old, now), disabledAt: isDisabled ? now : undefined }
    saveAccess(deps, tx, { integration, tokens })
    const event = isDisabled ? 'private_integration.disabled' : 'private_integration.enabled'
    recordTransition(deps, tx, { actor, integration, event, at: now })
    return viewOf({ account, integration, tokens }, now)
  })
}
