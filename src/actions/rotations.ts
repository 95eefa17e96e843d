import type { Account } from '../domain/account.ts'
import type { Actor } from '../domain/actor.ts'
import type { LifecycleEvent } from '../domain/event.ts'
import { stateOf } from '../domain/integration.ts'
import { Problem } from '../domain/problem.ts'
import * as rules from '../domain/rotation.ts'
import type { ShownToken } from '../domain/token.ts'
import { listClients } from '../store/clients.ts'
import { authorizeForIntegrations } from './authorize.ts'
import type { Deps, Transaction } from './deps.ts'
import { type IntegrationView, viewOf } from './integration-view.ts'
import { requireReach } from './reach.ts'
import { requireRecentProof } from './recent-proof.ts'
import { recordTransition } from './record.ts'
import { applyPlan, type LockedIntegration, lockForChange } from './token-changes.ts'

/** Which integration of which account. */
export interface IntegrationRef {
  accountId: string
  integrationId: string
}

/** What becomes of the old token. */
export interface RotateInput {
  old: 'expireLater' | 'expireNow'
  /** Hours the old token keeps working with `expireLater`: 1 to 720, 168 unless said. */
  overlapHours?: number
}

/** A rotation that made a secret: it is readable here and never again. */
export interface Rotated {
  view: IntegrationView
  shown: ShownToken
}

/**
 * Rotates: a new current token. With `expireLater` the old one retires and keeps working for the overlap; with
 * `expireNow` every earlier secret is dead on every node before this returns.
 * Throws rotation_in_progress, integration_expired, input_invalid (overlapHours), integration_not_found.
 */
export async function rotateToken(deps: Deps, actor: Actor, input: IntegrationRef & RotateInput): Promise<Rotated> {
  return transition(deps, { actor, ...input }, async (tx, locked, account) => {
    requireRecentProof(deps, actor)
    return rotate(deps, tx, { actor, locked, account, input })
  })
}

interface RotateStep {
  actor: Actor
  locked: LockedIntegration
  account: Account
  input: RotateInput
}

/** The step of a rotation that people and tokens share. */
export function rotate(deps: Deps, tx: Transaction, { actor, locked, account, input }: RotateStep): Rotated {
  refuseRetiring(actor, locked)
  const { now } = locked
  if (stateOf(locked.integration, now) === 'expired') throw new Problem('integration_expired')
  const rotation = rules.rotationOf(locked.tokens, now)
  const plan =
    input.old === 'expireLater'
      ? rules.rotateLater(rotation, input.overlapHours ?? rules.OVERLAP_HOURS_DEFAULT, now)
      : rules.rotateNow(rotation)
  // Of a token that has expired by itself nothing is left to overlap: it is replaced, whatever was asked.
  const event = plan.changes.length > 0 ? 'private_integration.rotation_started' : 'private_integration.rotated'
  return withSecret(change(deps, tx, { actor, locked, account, plan, event }))
}

/**
 * Cancels: the retiring token is current again with its old expiry, the new one is revoked. If the new one has been
 * used and `isConfirmed` is not set: rotation_new_token_used, naming the clients.
 */
export async function cancelRotation(
  deps: Deps,
  actor: Actor,
  input: IntegrationRef & { isConfirmed: boolean },
): Promise<IntegrationView> {
  await deps.flushUse()
  return transition(deps, { actor, ...input }, async (tx, locked, account) => {
    refuseRetiring(actor, locked)
    const plan = rules.cancelRotation(rules.rotationOf(locked.tokens, locked.now))
    if (!input.isConfirmed) await refuseIfUsed(tx, locked)
    const event = 'private_integration.rotation_cancelled'
    return change(deps, tx, { actor, locked, account, plan, event }).view
  })
}

/** Ends the retiring token at once, on every node before this returns. */
export async function expireTokenNow(deps: Deps, actor: Actor, input: IntegrationRef): Promise<IntegrationView> {
  return transition(deps, { actor, ...input }, async (tx, locked, account) =>
    expireOld(deps, tx, { actor, locked, account }),
  )
}

/** The step of an early expiry that people and tokens share. */
export function expireOld(deps: Deps, tx: Transaction, step: Omit<RotateStep, 'input'>): IntegrationView {
  const plan = rules.expireNow(rules.rotationOf(step.locked.tokens, step.locked.now))
  return change(deps, tx, { ...step, plan, event: 'private_integration.rotation_ended' }).view
}

/** Gives the retiring token a later deadline, at most 30 days from the rotation's start. */
export async function extendOverlap(
  deps: Deps,
  actor: Actor,
  input: IntegrationRef & { until: Date },
): Promise<IntegrationView> {
  return transition(deps, { actor, ...input }, async (tx, locked, account) => {
    refuseRetiring(actor, locked)
    const plan = rules.extendOverlap(rules.rotationOf(locked.tokens, locked.now), input.until)
    const event = 'private_integration.rotation_extended'
    return change(deps, tx, { actor, locked, account, plan, event }).view
  })
}

/** "I lost the new token": another secret replaces the pending one; the retiring token keeps its deadline. */
export async function reissueToken(deps: Deps, actor: Actor, input: IntegrationRef): Promise<Rotated> {
  return transition(deps, { actor, ...input }, async (tx, locked, account) => {
    requireRecentProof(deps, actor)
    refuseRetiring(actor, locked)
    const plan = rules.reissue(rules.rotationOf(locked.tokens, locked.now))
    const event = 'private_integration.token_reissued'
    return withSecret(change(deps, tx, { actor, locked, account, plan, event }))
  })
}

/** Marks overlaps whose deadline has passed as ended. The secrets are dead already: this writes it down. */
export async function endOverlap(deps: Deps, input: IntegrationRef): Promise<void> {
  await deps.transact(input.accountId, async tx => {
    await lockForChange(deps, tx, { integrationId: input.integrationId }).catch(ignoreDeleted)
  })
}

function ignoreDeleted(error: unknown): void {
  if (!(error instanceof Problem && error.code === 'integration_not_found')) throw error
}

async function transition<Result>(
  deps: Deps,
  { actor, accountId, integrationId }: IntegrationRef & { actor: Actor },
  step: (tx: Transaction, locked: LockedIntegration, account: Account) => Promise<Result>,
): Promise<Result> {
  return deps.transact(accountId, async tx => {
    const rights = authorizeForIntegrations(tx.db, actor, { accountId, permission: 'privateIntegrations.rotate' })
    const locked = await lockForChange(deps, tx, { integrationId, rights })
    const account = await rights
    await requireReach(deps, tx, { actor, reaches: locked.integration })
    return step(tx, locked, account)
  })
}

/**
 * An old secret that leaked must not be worth a new one, nor a longer life: on its own integration a token may prolong
 * and replace only as the current one. To end itself is always allowed.
 */
function refuseRetiring(actor: Actor, { integration, tokens }: LockedIntegration): void {
  if (actor.kind !== 'token' || actor.integrationId !== integration.id) return
  const isCurrent = tokens.some(token => token.id === actor.tokenId && token.role === 'current')
  if (!isCurrent) throw new Problem('token_retiring')
}

interface Change extends Omit<RotateStep, 'input'> {
  plan: rules.RotationPlan
  event: LifecycleEvent
}

function change(deps: Deps, tx: Transaction, { actor, locked, account, plan, event }: Change) {
  const mint = plan.mintsToken ? { actor, account } : undefined
  const { integration, tokens, shown } = applyPlan(deps, tx, { locked, plan, mint })
  const view = viewOf({ account, integration, tokens }, locked.now)
  const before = summary(rules.rotationOf(locked.tokens, locked.now))
  recordTransition(deps, tx, { actor, integration, event, before, after: summary(view.rotation), at: locked.now })
  return { view, shown }
}

function withSecret({ view, shown }: { view: IntegrationView; shown?: ShownToken }): Rotated {
  if (shown === undefined) throw new Error('a rotation without a new token')
  return { view, shown }
}

/** What audit and events tell of a rotation: last fours, never more of a secret. */
function summary(rotation: rules.Rotation): Record<string, unknown> {
  const { state, current } = rotation
  if (state === 'stable') return { rotation: state, current: current.last4 }
  return {
    rotation: state,
    current: current.last4,
    retiring: rotation.retiring.last4,
    endsAt: rotation.endsAt.toISOString(),
  }
}

async function refuseIfUsed(tx: Transaction, { integration, tokens }: LockedIntegration): Promise<void> {
  const current = tokens.find(token => token.role === 'current')
  if (current === undefined) return
  const clients = await listClients(tx.db, {
    accountId: tx.accountId,
    integrationId: integration.id,
    tokenId: current.id,
  })
  if (clients.length === 0) return
  throw new Problem('rotation_new_token_used', {
    facts: {
      clients: clients.map(({ network, userAgent, clientName, lastSeenAt, calls }) => ({
        network,
        userAgent,
        clientName,
        lastSeenAt: lastSeenAt.toISOString(),
        calls,
      })),
    },
  })
}
