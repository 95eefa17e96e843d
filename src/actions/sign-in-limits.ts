import { type AttemptLimit, createAttemptLimit } from '../lib/attempt-limit.ts'
import type { Clock } from '../lib/clock.ts'
import { networkOf } from '../lib/networks.ts'
import { sha256 } from '../lib/secrets.ts'

/** One try to sign in: as whom, from where, and on which known device. */
export interface SignInAttempt {
  email: string
  ip: string | undefined
  /** What tells a browser apart in which this person signed in before; absent for any other. */
  device?: string | undefined
}

/** What holds up whoever tries passwords. In memory, per node. */
export interface SignInLimits {
  /** Milliseconds until the next try; 0 when it may go ahead. */
  waitMs(attempt: SignInAttempt): number
  /** Counts a failure. Called before the slow comparison: a hundred guesses at once would all be the first. */
  failed(attempt: SignInAttempt): void
  /** What was counted beforehand was none. */
  succeeded(attempt: SignInAttempt): void
  /** Codes of a second factor, and passwords asked for again within a session, by person. */
  proofs: AttemptLimit
}

const SECOND_MS = 1000
const MINUTE_MS = 60 * SECOND_MS

/**
 * Three ceilings: one person from one network (5 failures in 15 minutes), one person from all networks (slower and slower
 * from the 20th failure on, at most 30 s, 100 in a row), and one network for all persons (50). Someone who guesses from
 * everywhere can so hold up a person on devices they never used. On the others they are counted by the device alone.
 */
export function createSignInLimits(clock: Clock): SignInLimits {
  const perPlace = createAttemptLimit({ clock, freeFailures: 5, windowMs: 15 * MINUTE_MS })
  const perPerson = createAttemptLimit({
    clock,
    freeFailures: 20,
    windowMs: 60 * MINUTE_MS,
    firstWaitMs: SECOND_MS,
    waitMsMax: 30 * SECOND_MS,
    failuresMax: 100,
  })
  const perNetwork = createAttemptLimit({ clock, freeFailures: 50, windowMs: 15 * MINUTE_MS })
  return {
    waitMs(attempt) {
      const { place, person, network } = keysOf(attempt)
      if (attempt.device !== undefined) return perPlace.waitMs(place)
      return Math.max(perPlace.waitMs(place), perPerson.waitMs(person), perNetwork.waitMs(network))
    },
    failed(attempt) {
      const { place, person, network } = keysOf(attempt)
      perPlace.failed(place)
      if (attempt.device !== undefined) return
      perPerson.failed(person)
      perNetwork.failed(network)
    },
    succeeded(attempt) {
      const { place, person, network } = keysOf(attempt)
      perPlace.succeeded(place)
      if (attempt.device !== undefined) return
      perPerson.succeeded(person)
      // An attacker's own account must not clear what the network tried on others.
      perNetwork.forgiven(network)
    },
    proofs: createAttemptLimit({ clock, freeFailures: 10, windowMs: 15 * MINUTE_MS }),
  }
}

/** Hashed, so that an endless address fills no memory. */
function keysOf({ email, ip, device }: SignInAttempt): { place: string; person: string; network: string } {
  const address = email.trim().toLowerCase()
  const network = networkOf(ip ?? '')
  const hash = (text: string) => sha256(text).toString('base64')
  return { place: hash(`${address} ${device ?? network}`), person: hash(address), network }
}
