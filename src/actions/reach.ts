import type { Actor } from '../domain/actor.ts'
import { type Integration, stateOf } from '../domain/integration.ts'
import { Problem } from '../domain/problem.ts'
import type { Token } from '../domain/token.ts'
import { findIntegration } from '../store/integrations.ts'
import { listUnendedTokens } from '../store/tokens.ts'
import { requireOwnScopes } from './authorize.ts'
import type { Deps, Transaction } from './deps.ts'

/** What of an integration says how far its token reaches. */
type Reach = Pick<Integration, 'scopes' | 'allowedIps' | 'expiresAt'>

/** A token and what it belongs to, as the rows say at a moment. */
interface Standing {
  integration: Integration
  tokens: readonly Token[]
  now: Date
}

/**
 * A token makes and changes only what reaches no further than itself, so that no leaked secret is worth a stronger one,
 * one that lives longer or one that works from elsewhere. Throws token_invalid, scope_exceeds_own.
 */
export async function requireReach(
  deps: Deps,
  tx: Transaction,
  { actor, reaches }: { actor: Actor; reaches: Reach },
): Promise<void> {
  const own = await requireLiveActor(deps, tx, actor)
  if (own === undefined) return
  requireOwnScopes(actor, reaches.scopes)
  requireOwnBounds(own, reaches)
}

function requireOwnBounds(own: Reach, { allowedIps, expiresAt }: Reach): void {
  if (own.expiresAt !== undefined && (expiresAt === undefined || expiresAt > own.expiresAt)) {
    throw beyond('expiresAt', `must be ${own.expiresAt.toISOString()} or earlier, as for the token that asks`)
  }
  const isWithin = allowedIps.length > 0 && allowedIps.every(network => own.allowedIps.includes(network))
  if (own.allowedIps.length > 0 && !isWithin) {
    throw beyond('allowedIps', `must be some of those of the token that asks: ${own.allowedIps.join(', ')}`)
  }
}

function beyond(field: string, message: string): Problem {
  return new Problem('scope_exceeds_own', { detail: `${field}: ${message}`, fields: [{ field, message }] })
}

/**
 * A token's request may have been on its way for long: what counts is what the token is in the change's transaction,
 * not what it was when the request came in. Gives the token's own integration. Throws token_invalid.
 */
async function requireLiveActor(deps: Deps, tx: Transaction, actor: Actor): Promise<Integration | undefined> {
  if (actor.kind !== 'token') return undefined
  const integration = await findIntegration(tx.db, tx.accountId, actor.integrationId)
  if (integration === undefined) throw new Problem('token_invalid')
  const tokens = await listUnendedTokens(tx.db, tx.accountId, [integration.id])
  requireLive(actor.tokenId, { integration, tokens, now: deps.clock.now() })
  return integration
}

/** The same where the token's integration and its tokens are at hand. */
export function requireLive(tokenId: string, { integration, tokens, now }: Standing): void {
  const token = tokens.find(one => one.id === tokenId)
  const isOver = token === undefined || (token.endsAt !== undefined && now >= token.endsAt)
  if (isOver || stateOf(integration, now) !== 'live') throw new Problem('token_invalid')
}
