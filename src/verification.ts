import type { Counting } from './counting.ts'
import type { World } from './deps.ts'
import type { Database } from './lib/database.ts'
import { Follower } from './verify/follower.ts'
import { guardVerifier } from './verify/guarded-verifier.ts'
import { createLookUp } from './verify/look-up.ts'
import { RetiredSecrets } from './verify/retired-secrets.ts'
import type { UseRecorder } from './verify/use-recorder.ts'
import { createVerifier, type Verifier } from './verify/verifier.ts'

interface VerificationParts {
  world: World
  /** Connections that no request takes. */
  aside: Database
  nodeId: string
  /** False: each check asks the database, and no token is held in memory. */
  holdsTokens: boolean
  use: UseRecorder
  counting: Pick<Counting, 'failures' | 'verdicts'>
}

/** Integrations whose tokens have changed; `all` after a load. */
type Changed = readonly string[] | 'all'

/** How a node decides about tokens. */
export interface Verification {
  follower: Follower
  verifier: Verifier
  retired: RetiredSecrets
  /** Hears of changes before any reply to them goes out, and again once this node has applied them. */
  onChange(listener: (changed: Changed) => void): void
}

/** The index that follows the database, and the verifier on it. */
export function createVerification(parts: VerificationParts): Verification {
  const { world, aside, nodeId, holdsTokens, use } = parts
  const { failures, verdicts } = parts.counting
  const { database, connection, keys, clock, log } = world
  const listeners: ((changed: Changed) => void)[] = []
  const tell = (changed: Changed) => {
    for (const listener of listeners) listener(changed)
  }
  const follower = new Follower({ database: aside, keys, nodeId, connection, holdsTokens, onChange: tell, log })
  const onForged = (rowId: string) => log.error({ rowId }, 'row_mac.does_not_fit')
  const lookUp = holdsTokens ? undefined : createLookUp(database, { keys, onForged })
  const retired = new RetiredSecrets(database, clock)
  const verifier = createVerifier({
    ...{
      index: follower.index,
      pending: follower.pending,
      keys,
      clock,
      isTrusted: () => follower.isTrusted(),
      use,
      lookUp,
    },
    onRefused: refused => retired.note(refused),
  })
  return {
    follower,
    verifier: guardVerifier(verifier, { failures, verdicts, isCostly: !holdsTokens }),
    retired,
    onChange: listener => void listeners.push(listener),
  }
}
