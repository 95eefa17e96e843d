import type { Origin } from '../domain/actor.ts'
import { Problem } from '../domain/problem.ts'
import { revoke } from '../domain/rotation.ts'
import { isLive, TOKEN_PREFIX } from '../domain/token.ts'
import { EVERY_TENANT } from '../lib/database.ts'
import { isWellFormedSecret } from '../lib/secrets.ts'
import { findTokensByHash, type TokenPlace } from '../store/tokens.ts'
import type { Deps } from './deps.ts'
import { recordTransition } from './record.ts'
import { applyPlan, lockForChange } from './token-changes.ts'

/**
 * Ends the tokens of these secrets, on every node before this returns. To hold a secret is the proof that counts; nothing tells
 * which of them were tokens. Each one has its audit entry and its event.
 */
export async function revokeSecrets(deps: Deps, secrets: readonly string[], origin: Origin): Promise<void> {
  const wellFormed = [...new Set(secrets)].filter(secret => isWellFormedSecret(TOKEN_PREFIX, secret))
  if (wellFormed.length === 0) return
  const hashes = wellFormed.flatMap(secret => deps.keys.hashesOf(secret).map(({ hash }) => hash))
  // One query for all: anyone may send a thousand, and most of them open nothing.
  const found = await deps.database.read(EVERY_TENANT, db => findTokensByHash(db, hashes))
  for (const token of found) await revokeToken(deps, token, origin)
}

async function revokeToken(deps: Deps, found: TokenPlace, origin: Origin): Promise<void> {
  await deps
    .transact(found.accountId, async tx => {
      const locked = await lockForChange(deps, tx, { integrationId: found.integrationId })
      const token = locked.tokens.find(({ id }) => id === found.tokenId)
      if (token === undefined || !isLive(token, locked.now)) return
      const plan = revoke(token, locked.now)
      const { integration, tokens } = applyPlan(deps, tx, { locked, plan })
      recordTransition(deps, tx, {
        actor: { kind: 'system', origin },
        integration,
        event: 'private_integration.token_revoked',
        before: { [token.role]: token.last4 },
        after: { isWithoutToken: !tokens.some(other => isLive(other, locked.now)) },
        at: locked.now,
      })
    })
    .catch(error => {
      // Deleted a moment ago, or changed by whoever writes to the database: dead already, and nobody is told which.
      if (!(error instanceof Problem && HARMLESS.has(error.code))) throw error
    })
}

const HARMLESS = new Set(['integration_not_found', 'integration_tampered'])
