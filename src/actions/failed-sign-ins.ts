import type { Origin } from '../domain/actor.ts'
import type { User } from '../domain/user.ts'
import type { Clock } from '../lib/clock.ts'
import { EVERY_TENANT } from '../lib/database.ts'
import { networkOf } from '../lib/networks.ts'
import { createTally, type Tally } from '../lib/tally.ts'
import type { Deps } from './deps.ts'
import { recordForPerson } from './personal-record.ts'
import { tellOfFailedSignIns } from './sign-in-alarms.ts'

/** A sign-in that failed for someone who exists. */
export interface FailedSignIn {
  user: Pick<User, 'id' | 'name'>
  reason: 'password' | 'code' | 'passkey'
  network: string
  userAgent: string | undefined
}

export type FailedSignIns = Tally<FailedSignIn>

const MINUTE_MS = 60_000

/** What failed is counted per person, network and minute: an attacker chooses the number of tries, not of entries. */
export function createFailedSignIns(clock: Clock): FailedSignIns {
  return createTally({ clock, spanMs: MINUTE_MS })
}

/** Counts a failure. */
export function noteFailedSignIn(
  { failedSignIns }: { failedSignIns: FailedSignIns },
  { user, reason, origin }: Pick<FailedSignIn, 'user' | 'reason'> & { origin: Origin },
): void {
  const network = networkOf(origin.ip ?? '')
  const { id, name } = user
  failedSignIns.add(`${id} ${network} ${reason}`, {
    user: { id, name },
    reason,
    network,
    userAgent: origin.userAgent,
  })
}

/** Writes down the failures of minutes that are over; with `all` those of the running one, too. */
export async function recordFailedSignIns(
  deps: Pick<Deps, 'database' | 'ids' | 'clock'> & { failedSignIns: FailedSignIns },
  all = false,
): Promise<void> {
  const counted = deps.failedSignIns.take(all)
  for (const [index, { facts, count, from, until }] of counted.entries()) {
    const { user, reason, network, userAgent } = facts
    const origin = { ip: network, ...(userAgent === undefined ? {} : { userAgent }) }
    const after = { failures: count, reason, from: from.toISOString(), until: until.toISOString() }
    try {
      await deps.database.transact(EVERY_TENANT, async db => {
        await recordForPerson(deps, db, {
          ...{ user, actor: { kind: 'system', origin }, action: 'sign_in.failed', after },
          at: deps.clock.now(),
        })
        await tellOfFailedSignIns(deps, db, { user, network, attempts: count })
      })
    } catch (error) {
      deps.failedSignIns.putBack(counted.slice(index))
      throw error
    }
  }
}
