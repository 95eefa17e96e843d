import { type Account, rotationDueAt } from '../domain/account.ts'
import { type Integration, type IntegrationState, stateOf } from '../domain/integration.ts'
import { type Rotation, rotationOf } from '../domain/rotation.ts'
import type { Token } from '../domain/token.ts'

/** An integration as people see it: with its rotation, its state at this moment and its last use by whatever token. */
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
  return {
    integration,
    rotation,
    state: stateOf(integration, now),
    rotationDueAt: rotationDueAt(account.policies, rotation.current.createdAt),
    // Not of the live tokens alone: a secret that was replaced a moment ago was in use until then.
    lastUsedAt: rotation.current.integrationUsedAt,
  }
}
