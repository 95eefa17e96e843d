import { type Actor, recordOf } from '../domain/actor.ts'
import { checkDraft, type Integration, type IntegrationDraft } from '../domain/integration.ts'
import { invalidAll, Problem } from '../domain/problem.ts'
import { scopesFor } from '../domain/scope.ts'
import type { ShownToken } from '../domain/token.ts'
import { canonicalJson } from '../lib/canonical-json.ts'
import { findIntegration, insertIntegration } from '../store/integrations.ts'
import { listUnendedTokens } from '../store/tokens.ts'
import { authorizeForIntegrations } from './authorize.ts'
import type { Deps } from './deps.ts'
import { faultsOfDraft } from './draft-faults.ts'
import { countRecentCalls } from './integration-list.ts'
import { type IntegrationView, viewOf } from './integration-view.ts'
import { announcePausedEvents } from './paused-events.ts'
import { requireReach } from './reach.ts'
import { requireRecentProof } from './recent-proof.ts'
import { recordTransition } from './record.ts'
import type { IntegrationRef } from './rotations.ts'
import { lockForChange, mintToken, raised, saveAccess } from './token-changes.ts'

/** One integration. Throws integration_not_found, for deleted and foreign ones alike. */
export async function getIntegration(deps: Deps, actor: Actor, input: IntegrationRef): Promise<IntegrationView> {
  const { accountId, integrationId } = input
  return deps.database.read(accountId, async db => {
    const account = await authorizeForIntegrations(db, actor, { accountId, permission: 'privateIntegrations.view' })
    const integration = await findIntegration(db, accountId, integrationId)
    if (integration === undefined) throw new Problem('integration_not_found')
    const tokens = await listUnendedTokens(db, accountId, [integrationId])
    const now = deps.clock.now()
    const callsOf = await countRecentCalls(db, accountId, { integrations: [integration], now })
    return { ...viewOf({ account, integration, tokens }, now), calls7d: callsOf.get(integrationId) ?? 0 }
  })
}

/** Creates an integration with its first token, whose secret is in the result and nowhere else. */
export async function createIntegration(
  deps: Deps,
  actor: Actor,
  input: { accountId: string; draft: IntegrationDraft },
): Promise<{ view: IntegrationView; shown: ShownToken }> {
  const { accountId } = input
  return deps.transact(accountId, async tx => {
    const account = await authorizeForIntegrations(tx.db, actor, {
      accountId,
      permission: 'privateIntegrations.create',
    })
    requireRecentProof(deps, actor)
    const now = deps.clock.now()
    const draft = checked(input.draft, { kind: account.kind, now })
    await requireReach(deps, tx, { actor, reaches: draft })
    const integration: Integration = {
      ...draft,
      id: deps.ids.next('int'),
      accountId,
      accessVersion: 1,
      version: 1,
      createdBy: recordOf(actor),
      createdAt: now,
      updatedAt: now,
    }
    tx.sent(insertIntegration(tx.db, deps.keys, integration))
    const shown = mintToken(deps, tx, { actor, account, integration, now })
    tx.changed(integration.id)
    const after = { name: draft.name, scopes: draft.scopes, current: shown.token.last4 }
    recordTransition(deps, tx, { actor, integration, event: 'private_integration.created', after, at: now })
    return { view: viewOf({ account, integration, tokens: [shown.token] }, now), shown }
  })
}

/** A change of what an admin filled in; absent fields stay, `expiresAt: null` takes the expiry away. */
export type IntegrationChange = Partial<Omit<IntegrationDraft, 'expiresAt'>> & { expiresAt?: Date | null }

/** Edits without touching the secret; lost scopes are refused on every node before this returns. Throws version_stale. */
export async function editIntegration(
  deps: Deps,
  actor: Actor,
  input: IntegrationRef & { change: IntegrationChange; ifVersion?: number },
): Promise<IntegrationView> {
  const { accountId, integrationId, change } = input
  return deps.transact(accountId, async tx => {
    const account = await authorizeForIntegrations(tx.db, actor, { accountId, permission: 'privateIntegrations.edit' })
    const { integration: old, tokens, now } = await lockForChange(deps, tx, { integrationId })
    await requireReach(deps, tx, { actor, reaches: old })
    requireVersion(old, input.ifVersion)
    const draft = editedDraft(old, change, { kind: account.kind, now })
    await requireReach(deps, tx, { actor, reaches: draft })
    const integration = { ...raised(old, now), ...draft, expiresAt: draft.expiresAt }
    const { before, after } = differences(old, integration)
    if (Object.keys(after).length === 0) return viewOf({ account, integration: old, tokens }, now)
    saveAccess(deps, tx, { integration, tokens })
    const event = 'scopes' in after ? 'private_integration.scopes_changed' : 'private_integration.updated'
    recordTransition(deps, tx, { actor, integration, event, before, after, at: now })
    await announcePausedEvents(deps, tx, { old, integration, at: now })
    return viewOf({ account, integration, tokens }, now)
  })
}

/** The scopes an account of this kind can grant, as a set. */
function knownScopes(kind: 'agency' | 'location'): ReadonlySet<string> {
  return new Set(scopesFor(kind).map(scope => scope.scope))
}

/** Throws version_stale when someone saved first; without a version nothing is compared. */
export function requireVersion(integration: Integration, ifVersion: number | undefined): void {
  if (ifVersion === undefined || ifVersion === integration.version) return
  throw new Problem('version_stale', { facts: { version: integration.version } })
}

interface DraftPlace {
  kind: 'agency' | 'location'
  now: Date
}

/** A draft that keeps all rules. Throws input_invalid with every one that it breaks. */
function checked(draft: IntegrationDraft, { kind, now }: DraftPlace): IntegrationDraft {
  const known = knownScopes(kind)
  const faults = faultsOfDraft(draft, { known, now })
  if (faults.length > 0) throw invalidAll(faults)
  return checkDraft(draft, known, now)
}

function editedDraft(old: Integration, change: IntegrationChange, place: DraftPlace): IntegrationDraft {
  const expiresAt = change.expiresAt === undefined ? old.expiresAt : (change.expiresAt ?? undefined)
  const isExpiryKept = expiresAt?.getTime() === old.expiresAt?.getTime()
  const merged = {
    name: change.name ?? old.name,
    description: change.description ?? old.description,
    scopes: change.scopes ?? old.scopes,
    allowedIps: change.allowedIps ?? old.allowedIps,
    limits: change.limits ?? old.limits,
    expiresAt: isExpiryKept ? undefined : expiresAt,
  }
  return { ...checked(merged, place), expiresAt }
}

const EDITABLE = ['name', 'description', 'scopes', 'allowedIps', 'limits', 'expiresAt'] as const

function differences(old: Integration, edited: Integration) {
  const before: Record<string, unknown> = {}
  const after: Record<string, unknown> = {}
  for (const field of EDITABLE) {
    // Canonical, because jsonb gives an object's keys back in an order of its own.
    if (canonicalJson(old[field]) === canonicalJson(edited[field])) continue
    before[field] = old[field] ?? null
    after[field] = edited[field] ?? null
  }
  return { before, after }
}
