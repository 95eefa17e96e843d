import { type Account, tokenExpiry } from '../domain/account.ts'
import { type Actor, recordOf } from '../domain/actor.ts'
import type { Integration } from '../domain/integration.ts'
import { Problem } from '../domain/problem.ts'
import { overdue, type RotationPlan } from '../domain/rotation.ts'
import { type ShownToken, TOKEN_PREFIX, type Token } from '../domain/token.ts'
import { newSecret } from '../lib/secrets.ts'
import { updateIntegration } from '../store/integrations.ts'
import { lockAccess } from '../store/locked-access.ts'
import { tokenMac } from '../store/row-macs.ts'
import { endToken, type HashedToken, insertToken, sealTokens, updateTokenRole } from '../store/tokens.ts'
import type { Deps, Transaction } from './deps.ts'
import { recordTransition } from './record.ts'

/** An integration under its lock, with the tokens that still count and the moment that decides. */
export interface LockedIntegration {
  integration: Integration
  tokens: HashedToken[]
  now: Date
}

/**
 * Locks an integration for a change. The time is read after the lock is held, so that whoever waited decides by the
 * time of its turn. An overlap whose deadline has passed is ended first, with its own audit entry and event. With `rights`, which
 * are being asked for, the lock is asked for in the same packet; nothing is written or thrown before they are granted. Whoever has
 * none locks what only its random id leads to, for one way to the database and back.
 */
export async function lockForChange(
  deps: Deps,
  tx: Transaction,
  { integrationId, rights }: { integrationId: string; rights?: Promise<unknown> },
): Promise<LockedIntegration> {
  const locking = lock(deps, tx, integrationId)
  locking.catch(() => {})
  await rights
  const { isTampered, ...locked } = await locking
  if (isTampered) throw new Problem('integration_tampered')
  return settled(deps, tx, locked)
}

/** The same, also for rows that this server did not write: an integration can always be deleted. */
export async function lockForDeletion(deps: Deps, tx: Transaction, integrationId: string): Promise<LockedIntegration> {
  const { isTampered, ...locked } = await lock(deps, tx, integrationId)
  return isTampered ? locked : settled(deps, tx, locked)
}

async function lock({ keys, clock }: Deps, { db, accountId }: Transaction, integrationId: string) {
  const locked = await lockAccess(db, keys, { accountId, integrationId })
  if (locked === undefined) throw new Problem('integration_not_found')
  return { ...locked, now: clock.now() }
}

function settled(deps: Deps, tx: Transaction, locked: LockedIntegration): LockedIntegration {
  const past = overdue(locked.tokens, locked.now)
  return past.length === 0 ? locked : endOverlap(deps, tx, { ...locked, past })
}

function endOverlap(
  deps: Deps,
  tx: Transaction,
  { past, ...locked }: LockedIntegration & { past: readonly Token[] },
): LockedIntegration {
  const { tokens, now } = locked
  const ends = past.map(token => ({ tokenId: token.id, why: 'overlap_over' as const }))
  const { integration } = applyPlan(deps, tx, { locked, plan: { ends, changes: [], mintsToken: false } })
  recordTransition(deps, tx, {
    actor: { kind: 'system', origin: {} },
    integration,
    event: 'private_integration.rotation_ended',
    before: { rotation: 'rotating', endsAt: past[0]?.endsAt?.toISOString() },
    after: { rotation: 'stable', endedTokens: past.map(token => token.last4) },
    at: now,
  })
  return { integration, tokens: tokens.filter(token => !past.includes(token)), now }
}

/** What a plan is applied to, and for whom a new token is made if it makes one. */
export interface PlanInput {
  locked: LockedIntegration
  plan: RotationPlan
  mint?: { actor: Actor; account: Account }
}

/** Writes a plan: ends, changes, the new token; then raises the access version and renews the row MACs. Gives the tokens that count from then on. */
export function applyPlan(
  deps: Deps,
  tx: Transaction,
  { locked, plan, mint }: PlanInput,
): { integration: Integration; tokens: Token[]; shown?: ShownToken } {
  const { now } = locked
  const integration = raised(locked.integration, now)
  for (const end of plan.ends) tx.sent(endToken(tx.db, tx.accountId, { ...end, at: now }))
  for (const change of plan.changes) tx.sent(updateTokenRole(tx.db, tx.accountId, change))
  const kept = locked.tokens.filter(token => !plan.ends.some(end => end.tokenId === token.id))
  const changed = kept.map(token => changedBy(plan, token))
  const { integrationUsedAt } = locked.tokens[0] ?? {}
  const shown = mint === undefined ? undefined : mintToken(deps, tx, { ...mint, integration, integrationUsedAt, now })
  saveAccess(deps, tx, { integration, tokens: changed })
  return { integration, tokens: shown === undefined ? changed : [...changed, shown.token], shown }
}

function changedBy({ changes }: RotationPlan, token: HashedToken): HashedToken {
  const change = changes.find(({ tokenId }) => tokenId === token.id)
  if (change === undefined) return token
  const { role, endsAt, rotationStartedAt } = change
  return { ...token, role, endsAt, rotationStartedAt }
}

/** Makes a secret and writes the token that stands for it: the secret itself goes nowhere but into the reply. */
export function mintToken(
  { ids, keys }: Deps,
  tx: Transaction,
  input: { actor: Actor; account: Account; integration: Integration; integrationUsedAt?: Date; now: Date },
): ShownToken {
  const secret = newSecret(TOKEN_PREFIX)
  const [hashed] = keys.hashesOf(secret)
  if (hashed === undefined) throw new Error('no pepper')
  const { integration, integrationUsedAt, now } = input
  const expiresAt = tokenExpiry(input.account.policies, now)
  const token: Token = {
    id: ids.next('tok'),
    accountId: tx.accountId,
    integrationId: integration.id,
    last4: secret.slice(-4),
    role: 'current',
    expiresAt,
    endsAt: expiresAt,
    createdBy: recordOf(input.actor),
    createdAt: now,
    integrationUsedAt,
  }
  const { hash: secretHash, pepperId } = hashed
  const rowMac = tokenMac(keys, { ...token, secretHash }, integration.accessVersion)
  tx.sent(insertToken(tx.db, { ...token, secretHash, pepperId, rowMac }))
  return { token, secret }
}

/** Writes an integration whose access changed, with the marks of its tokens, and has every node reload it before the reply. */
export function saveAccess(
  { keys }: Deps,
  tx: Transaction,
  { integration, tokens }: Pick<LockedIntegration, 'integration' | 'tokens'>,
): void {
  const { accountId, accessVersion } = integration
  tx.sent(updateIntegration(tx.db, keys, integration))
  tx.sent(sealTokens(tx.db, keys, { accountId, accessVersion, tokens }))
  tx.changed(integration.id)
}

/** The next version of an integration whose access changes. */
export function raised(integration: Integration, now: Date): Integration {
  return {
    ...integration,
    accessVersion: integration.accessVersion + 1,
    version: integration.version + 1,
    updatedAt: now,
  }
}
