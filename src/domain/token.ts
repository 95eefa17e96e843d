import type { ActorRecord } from './actor.ts'

export type TokenRole = 'current' | 'retiring'

/** Why a token stopped before or at its end. */
export type EndedWhy =
  | 'replaced'
  | 'rotation_cancelled'
  | 'reissued'
  | 'expired_early'
  | 'overlap_over'
  | 'integration_deleted'

/** One secret of an integration. The secret itself is not here: only its keyed hash is stored. */
export interface Token {
  id: string
  accountId: string
  integrationId: string
  last4: string
  role: TokenRole
  /** The token's own end, whatever its role. */
  expiresAt?: Date
  /** When it stops working: its own end, or the overlap's deadline when that is sooner. */
  endsAt?: Date
  rotationStartedAt?: Date
  endedAt?: Date
  endedWhy?: EndedWhy
  createdBy: ActorRecord
  createdAt: Date
  lastUsedAt?: Date
  /** When any token of the integration was last used, those that have ended included. */
  integrationUsedAt?: Date
}

/** Whether a secret is accepted at a moment: `now >= endsAt` is dead, at one millisecond before it is alive. */
export function isLive(token: Pick<Token, 'endsAt' | 'endedAt'>, now: Date): boolean {
  if (token.endedAt !== undefined) return false
  return token.endsAt === undefined || now < token.endsAt
}

/** A new secret, readable this once: by whom it was made it must be saved now. */
export interface ShownToken {
  token: Token
  secret: string
}

export const TOKEN_PREFIX = 'pit_'
