import type { Clock } from '../lib/clock.ts'
import { type Database, EVERY_TENANT } from '../lib/database.ts'
import { networkOf } from '../lib/networks.ts'
import { listEndedSecrets } from '../store/retired-secret-uses.ts'
import type { RefusedSecret } from './verifier.ts'

/** Refused calls of one source with one ended secret within one minute. */
export interface RetiredUse {
  hash: Buffer
  network: string
  userAgent: string
  clientName: string
  operation: string
  minute: Date
  calls: number
  firstAt: Date
  lastAt: Date
}

const DAY_MS = 86_400_000
const MINUTE_MS = 60_000
/** An ended secret is watched for so long: later nothing tells it from one that never was. */
export const WATCHED_MS = 90 * DAY_MS
/** About 25 MB: beyond this the oldest are forgotten first. */
const SECRETS_MAX = 200_000
/** A change becomes visible a little after its own time. Almost all do within seconds; for the others each minute's look goes further back. */
const LATE_MS = 5000
const VERY_LATE_MS = MINUTE_MS
/** Between two writes; a flood of invented names counts as one "(others)" per secret. */
const PENDING_MAX = 2000
const SOURCES_MAX = 20
const OTHERS = { network: '(others)', userAgent: '', clientName: '' }
const TEXT_MAX = 200

/**
 * Remembers which secrets were good once, by their keyed hashes, and who still sends them. An unknown token costs a look
 * into a map and no query, so guessing makes no work for the database.
 */
export class RetiredSecrets {
  #ended = new Map<string, number>()
  #latestMs = 0
  #lookedFarBackMs = 0
  #pending = new Map<string, RetiredUse>()
  #sources = new Map<string, number>()
  readonly #database: Database
  readonly #clock: Clock

  constructor(database: Database, clock: Clock) {
    this.#database = database
    this.#clock = clock
  }

  /** Looks at a refused secret. Quick, and never throws. */
  note({ reason, hashes, ip, userAgent = '', clientName = '', operation = '' }: RefusedSecret): void {
    const hash = reason === 'ended' ? hashes[0] : hashes.find(one => this.#ended.has(one.toString('latin1')))
    if (hash === undefined) return
    const now = this.#clock.now()
    const minute = new Date(Math.floor(now.getTime() / MINUTE_MS) * MINUTE_MS)
    const texts = { userAgent: userAgent.slice(0, TEXT_MAX), clientName: clientName.slice(0, TEXT_MAX) }
    const times = { minute, calls: 1, firstAt: now, lastAt: now }
    this.#add({ hash, network: networkOf(ip ?? ''), ...texts, operation: operation.slice(0, TEXT_MAX), ...times })
  }

  /** What has gathered since the last time; the caller writes it down. */
  take(): RetiredUse[] {
    const uses = [...this.#pending.values()]
    this.#pending.clear()
    this.#sources.clear()
    return uses
  }

  /** Takes back what could not be written down. */
  putBack(uses: readonly RetiredUse[]): void {
    for (const use of uses) this.#add(use)
  }

  /** Learns of secrets that ended since the last look, and forgets those of 90 days ago. */
  async refresh(): Promise<void> {
    const nowMs = this.#clock.now().getTime()
    const oldestMs = nowMs - WATCHED_MS
    const isFarBack = nowMs - this.#lookedFarBackMs >= VERY_LATE_MS
    // Twice, so that what became visible just after the last such look is seen by this one.
    const after = new Date(Math.max(oldestMs, this.#latestMs - (isFarBack ? 2 * VERY_LATE_MS : LATE_MS)))
    const ended = await this.#database.read(EVERY_TENANT, db => listEndedSecrets(db, { after, limit: SECRETS_MAX }))
    if (isFarBack) this.#lookedFarBackMs = nowMs
    // Oldest first, so that the map's own order is the order in which to forget.
    for (const { hash, endedAt } of ended.toReversed()) {
      this.#ended.set(hash.toString('latin1'), endedAt.getTime())
      this.#latestMs = Math.max(this.#latestMs, endedAt.getTime())
    }
    for (const [hash, endedAtMs] of this.#ended) {
      if (endedAtMs > oldestMs && this.#ended.size <= SECRETS_MAX) break
      this.#ended.delete(hash)
    }
  }

  #add(use: RetiredUse): void {
    const secret = use.hash.toString('latin1')
    const ofSecret = this.#sources.get(secret) ?? 0
    const isRoom = this.#pending.size < PENDING_MAX && ofSecret < SOURCES_MAX
    const counted = isRoom || this.#pending.has(keyOf(use)) ? use : { ...use, ...OTHERS }
    const known = this.#pending.get(keyOf(counted))
    if (known === undefined) {
      if (this.#pending.size >= 2 * PENDING_MAX) return
      this.#pending.set(keyOf(counted), counted)
      this.#sources.set(secret, ofSecret + 1)
      return
    }
    known.calls += use.calls
    known.operation = use.operation
    if (use.firstAt < known.firstAt) known.firstAt = use.firstAt
    if (use.lastAt > known.lastAt) known.lastAt = use.lastAt
  }
}

function keyOf({ hash, network, userAgent, clientName, minute }: RetiredUse): string {
  return [hash.toString('latin1'), network, userAgent, clientName, minute.getTime()].join('\n')
}
