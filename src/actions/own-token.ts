import type { Actor } from '../domain/actor.ts'
import { Problem } from '../domain/problem.ts'
import { findAccount } from '../store/accounts.ts'
import { findIntegration } from '../store/integrations.ts'
import { listUnendedTokens } from '../store/tokens.ts'
import type { Deps, Transaction } from './deps.ts'
import { type IntegrationView, viewOf } from './integration-view.ts'
import { requireLive } from './reach.ts'
import { expireOld, type Rotated, type RotateInput, rotate } from './rotations.ts'
import { type LockedIntegration, lockForChange } from './token-changes.ts'

/** A token acts on its own integration alone, with this scope. Labs does not matter: tokens go on working. */
export const SELF_SCOPE = 'private-integrations.self'

type TokenActor = Actor & { kind: 'token' }

/** The caller's own integration and its rotation. */
export async function getOwnToken(deps: Deps, actor: TokenActor): Promise<IntegrationView> {
  requireSelfScope(actor)
  return deps.database.read(actor.accountId, async db => {
    const account = await findAccount(db, actor.accountId)
    const integration = await findIntegration(db, actor.accountId, actor.integrationId)
    if (account === undefined || integration === undefined) throw new Problem('token_invalid')
    const tokens = await listUnendedTokens(db, actor.accountId, [actor.integrationId])
    return viewOf({ account, integration, tokens }, deps.clock.now())
  })
}

/**
 * A pipeline's token replaces itself. The same rules as for people, but only the current token may: an old secret that
 * leaked must not be worth a new one. Throws token_retiring.
 */
export async function rotateOwnToken(deps: Deps, actor: TokenActor, input: RotateInput): Promise<Rotated> {
  return onOwn(deps, actor, async (tx, locked, account) => rotate(deps, tx, { actor, locked, account, input }))
}

/** Ends the old secret once the new one is in place. */
export async function expireOwnOldToken(deps: Deps, actor: TokenActor): Promise<IntegrationView> {
  return onOwn(deps, actor, async (tx, locked, account) => expireOld(deps, tx, { actor, locked, account }))
}

async function onOwn<Result>(
  deps: Deps,
  actor: TokenActor,
  step: (tx: Transaction, locked: LockedIntegration, account: IntegrationAccount) => Promise<Result>,
): Promise<Result> {
  requireSelfScope(actor)
  return deps.transact(actor.accountId, async tx => {
    const account = await findAccount(tx.db, actor.accountId)
    const locked = await lockForChange(deps, tx, { integrationId: actor.integrationId })
    if (account === undefined) throw new Problem('token_invalid')
    requireLive(actor.tokenId, locked)
    return step(tx, locked, account)
  })
}

type IntegrationAccount = NonNullable<Awaited<ReturnType<typeof findAccount>>>

function requireSelfScope(actor: TokenActor): void {
  if (actor.scopes.has(SELF_SCOPE)) return
  throw new Problem('scope_missing', {
    detail: `The token lacks the scope ${SELF_SCOPE}.`,
    facts: { requiredScopes: [SELF_SCOPE], grantedScopes: [...actor.scopes] },
  })
}
