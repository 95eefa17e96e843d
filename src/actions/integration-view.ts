import { type Account, rotationDueAt } from '../domain/account.ts'
import { type Integration, type IntegrationState, stateOf } from '../domain/integration.ts'
import { liveTokens, type Rotation, rotationOf } from '../domain/rotation.ts'
import type { Token } from '../domain/token.ts'

/** An integration as people see it: with its rotation, its state at this moment and its last use. */
export interface IntegrationView {
  integration: Integration
  rotation: Rotation
  state: IntegrationState
  rotationDueAt: Date
  lastUsedAt?: Date
  /** Calls in the last seven days (whole days in UTC, today included); absent where an action shows its result. */
  calls7d?: number
}

/** What a view is made of. */
interface ViewParts {
  account: Account
  integration: Integration
  /** Its tokens that are not marked as ended. */
  tokens: readonly Token[]
}

/** Puts an integration and its unended tokens together as they count at `now`. */
export function viewOf({ account, integration, tokens }: ViewParts, now: Date): IntegrationView {
  const rotation = rotationOf(tokens, now)
  const used = liveTokens(rotation).flatMap(token => (token.lastUsedAt === undefined ? [] : [token.lastUsedAt]))
  return {
    integration,
    rotation,
    state: stateOf(integration, now),
    rotationDueAt: rotationDueAt(account.policies, rotation.current.createdAt),
    lastUsedAt: used.length === 0 ? undefined : new Date(Math.max(...used.map(at => at.getTime()))),
  }
}
