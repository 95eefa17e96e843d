import { type AttemptRule, waitAfter } from '../lib/attempt-limit.ts'
import { EVERY_TENANT } from '../lib/database.ts'
import { networkOf } from '../lib/networks.ts'
import { sha256 } from '../lib/secrets.ts'
import {
  deleteFailures,
  forgiveFailure,
  type KnownFailures,
  lockFailures,
  lockKnownFailures,
  putFailures,
} from '../store/sign-in-failures.ts'
import type { Deps } from './deps.ts'

/** One try to sign in: as whom, from where, and on which known device. */
export interface SignInAttempt {
  email: string
  ip: string | undefined
  /** What tells a browser apart in which this person signed in before; absent for any other. */
  device?: string | undefined
}

/** What holds up whoever tries passwords, on all nodes together. */
export interface SignInLimits {
  /**
   * Milliseconds until the next try. 0 = it may go ahead, and counts as a failure until it is said to have succeeded: a
   * hundred guesses at once would all be the first.
   */
  admit(attempt: SignInAttempt): Promise<number>
  succeeded(attempt: SignInAttempt): Promise<void>
  /** Codes of a second factor, and passwords asked for again within a session, by person. */
  proofs: { admit(key: string): Promise<number>; succeeded(key: string): Promise<void> }
  /** Letters that a person has sent to an address nobody has confirmed; each counts, under all of its keys. */
  letters(keys: readonly string[]): Promise<number>
}

const SECOND_MS = 1000
const MINUTE_MS = 60 * SECOND_MS

const PLACE: AttemptRule = { freeFailures: 5, windowMs: 15 * MINUTE_MS }
const PERSON: AttemptRule = {
  freeFailures: 20,
  windowMs: 60 * MINUTE_MS,
  firstWaitMs: SECOND_MS,
  waitMsMax: 30 * SECOND_MS,
  failuresMax: 100,
}
const NETWORK: AttemptRule = { freeFailures: 50, windowMs: 15 * MINUTE_MS }
const LETTER: AttemptRule = { freeFailures: 5, windowMs: 60 * MINUTE_MS, firstWaitMs: 60 * MINUTE_MS }
const PROOF: AttemptRule = { freeFailures: 10, windowMs: 15 * MINUTE_MS }

/** A key that failures are counted under, and what they lead to. */
interface Ceiling {
  key: Buffer
  rule: AttemptRule
}

/**
 * Three ceilings: one person from one network (5 failures in 15 minutes), one person from all networks (slower and slower
 * from the 20th failure on, at most 30 s, 100 in a row), and one network for all persons (50). Someone who guesses from
 * everywhere can so hold up a person on devices they never used. On the others they are counted by the device alone.
 */
export function createSignInLimits({ clock, database }: Pick<Deps, 'clock' | 'database'>): SignInLimits {
  const refusals = new Refusals()
  const admit = async (ceilings: readonly Ceiling[]): Promise<number> => {
    const nowMs = clock.now().getTime()
    const knownMs = refusals.waitMs(ceilings, nowMs)
    if (knownMs > 0) return knownMs
    const waits = await count(ceilings)
    refusals.remember(ceilings, { waits, nowMs })
    return Math.max(...waits)
  }
  /** What each ceiling makes wait; only where none does, all count one more. */
  const count = (ceilings: readonly Ceiling[]): Promise<number[]> =>
    database.transact(EVERY_TENANT, async db => {
      const now = clock.now()
      const known = await lockFailures(
        db,
        ceilings.map(({ key }) => key),
        now,
      )
      const waits = known.map((one, at) => Math.max(0, waitOf(one, ceilings[at], now)))
      if (waits.every(waitMs => waitMs === 0)) {
        for (const [at, one] of known.entries()) await putFailures(db, oneMore(one, ceilings[at], now))
      }
      return waits
    })
  return {
    admit(attempt) {
      const { place, person, network } = ceilingsOf(attempt)
      return admit(attempt.device === undefined ? [place, person, network] : [place])
    },
    succeeded(attempt) {
      const { place, person, network } = ceilingsOf(attempt)
      refusals.clear()
      return database.transact(EVERY_TENANT, async db => {
        if (attempt.device !== undefined) return deleteFailures(db, [place.key])
        // As those do who are admitted at this moment, in the same order: neither waits for the other's keys for ever.
        await lockKnownFailures(db, [place.key, person.key, network.key])
        await deleteFailures(db, [place.key, person.key])
        // An attacker's own account must not clear what the network tried on others.
        await forgiveFailure(db, network.key)
      })
    },
    letters: keys => admit(keys.map(key => ({ key: sha256(`letter ${key}`), rule: LETTER }))),
    proofs: {
      admit: key => admit([{ key: sha256(`proof ${key}`), rule: PROOF }]),
      succeeded(key) {
        refusals.clear()
        return database.transact(EVERY_TENANT, db => deleteFailures(db, [sha256(`proof ${key}`)]))
      },
    },
  }
}

/** So long a refusal is believed without asking the database again: another node may have let the person in meanwhile. */
const REMEMBERED_MS = 5 * SECOND_MS
const REFUSALS_MAX = 10_000

/** Ceilings that were reached a moment ago: a flood of attempts that they refuse takes no connection. */
class Refusals {
  readonly #known = new Map<string, { untilMs: number; believedUntilMs: number }>()

  waitMs(ceilings: readonly Ceiling[], nowMs: number): number {
    const waits = ceilings.map(({ key }) => {
      const known = this.#known.get(key.toString('base64'))
      return known === undefined || nowMs >= known.believedUntilMs ? 0 : known.untilMs - nowMs
    })
    return Math.max(0, ...waits)
  }

  remember(ceilings: readonly Ceiling[], { waits, nowMs }: { waits: readonly number[]; nowMs: number }): void {
    if (this.#known.size >= REFUSALS_MAX) this.#known.clear()
    for (const [at, { key }] of ceilings.entries()) {
      const waitMs = waits[at] ?? 0
      if (waitMs === 0) continue
      const believedUntilMs = nowMs + Math.min(waitMs, REMEMBERED_MS)
      this.#known.set(key.toString('base64'), { untilMs: nowMs + waitMs, believedUntilMs })
    }
  }

  clear(): void {
    this.#known.clear()
  }
}

function waitOf({ failures, lastAt, expiresAt }: KnownFailures, ceiling: Ceiling | undefined, now: Date): number {
  if (ceiling === undefined || now >= expiresAt) return 0
  return lastAt.getTime() + waitAfter(failures, ceiling.rule) - now.getTime()
}

function oneMore(known: KnownFailures, ceiling: Ceiling | undefined, now: Date): KnownFailures {
  const failures = now >= known.expiresAt ? 1 : known.failures + 1
  const expiresAt = new Date(now.getTime() + (ceiling?.rule.windowMs ?? 0))
  return { key: known.key, failures, lastAt: now, expiresAt }
}

/** Hashed, so that an endless address fills no row, and the table names nobody. */
function ceilingsOf({ email, ip, device }: SignInAttempt): { place: Ceiling; person: Ceiling; network: Ceiling } {
  const address = email.trim().toLowerCase()
  const network = networkOf(ip ?? '')
  return {
    place: { key: sha256(`place ${address} ${device ?? network}`), rule: PLACE },
    person: { key: sha256(`person ${address}`), rule: PERSON },
    network: { key: sha256(`network ${network}`), rule: NETWORK },
  }
}
