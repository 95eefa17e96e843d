import { Problem } from '../../domain/problem.ts'
import { createTurns, type Turns } from '../../lib/turns.ts'

/** Calls of one integration that may be under way on a node, and how many of them the database sees at once. */
export const CALLS_MAX = 20
const RUNNING_MAX = 5
const RETRY_AFTER_SECONDS = 1

/**
 * The places for one node's operations. Half of the usual ten database connections is as much as one integration may
 * hold: a token with nothing but a search would else keep everybody waiting.
 */
export function operationTurns(): Turns {
  return createTurns({
    runningMax: RUNNING_MAX,
    placesMax: CALLS_MAX,
    refuse: placesMax =>
      new Problem('rate_limited', {
        detail: `The integration has ${placesMax} calls under way: wait for one of them before you send the next.`,
        facts: { limit: placesMax, window: 'atOnce', retryAfterSeconds: RETRY_AFTER_SECONDS },
      }),
  })
}
