import type { Actor } from '../domain/actor.ts'
import { type Integration, stateOf } from '../domain/integration.ts'
import { Problem } from '../domain/problem.ts'
import type { Token } from '../domain/token.ts'
import { findIntegration } from '../store/integrations.ts'
import { listUnendedTokens } from '../store/tokens.ts'
import type { Deps, Transaction } from './deps.ts'

/** A token and what it belongs to, as the rows say at a moment. */
interface Standing {
  integration: Integration
  tokens: readonly Token[]
  now: Date
}

/**
 * A token's request may have been on its way for long: what counts is what the token is in the change's transaction,
 * not what it was when the request came in. Gives the token's own integration. Throws token_invalid.
 */
export async function requireLiveActor(deps: Deps, tx: Transaction, actor: Actor): Promise<Integration | undefined> {
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
