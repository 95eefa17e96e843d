import type { Principal } from '../domain/principal.ts'
import type { Clock } from '../lib/clock.ts'
import { type Database, EVERY_TENANT } from '../lib/database.ts'
import { sqlState } from '../lib/database-error.ts'
import { networkOf } from '../lib/networks.ts'
import { addCalls, type Client } from '../store/clients.ts'

/** A caller as one request shows it. */
export interface ClientSeen {
  ip: string
  userAgent: string
  /** The X-Client-Name header, or empty. */
  clientName: string
}

/** Calls that were made some time before they are recorded. */
export interface EarlierCalls {
  calls: number
  firstAt: Date
  lastAt: Date
}

/** Different clients remembered between two writes; a flood of invented names counts as one "(others)" per token. */
const CLIENTS_MAX = 10_000
/** Of one token: its holder alone chooses what X-Client-Name says. */
const CLIENTS_OF_TOKEN_MAX = 200
/** Tokens remembered as written down at least once. */
const TOKENS_SEEN_MAX = 100_000
/** Clients that are written down at once, two rows each; more wait for each other, so many turns of the timer at most. */
const FEW = 500
const TURNS_WAITED_MAX = 10
/** First uses within this long are written down together: a flood of new tokens would else be a write for each. */
const FIRST_USE_GAP_MS = 250
const OTHERS = { network: '(others)', userAgent: '', clientName: '' }
const TEXT_MAX = 200

/** Whose call it was. */
export type TokenOfCall = Pick<Principal, 'accountId' | 'integrationId' | 'tokenId'>

/** Counts accepted calls per token and client in memory and writes them down in batches. */
export class UseRecorder {
  #pending = new Map<string, Client>()
  #pendingOf = new Map<string, number>()
  /** By token: its latest caller. Nearly always the same program on the same machine calls again. */
  #latest = new Map<string, { seen: ClientSeen; client: Client }>()
  #seen = new Set<string>()
  #isFirstUseWaiting = false
  #isGap = false
  #writing: Promise<void> = Promise.resolve()
  #turnsWaited = 0
  readonly #database: Database
  readonly #clock: Clock

  constructor(database: Database, clock: Clock) {
    this.#database = database
    this.#clock = clock
  }

  record({ accountId, integrationId, tokenId }: TokenOfCall, seen: ClientSeen, earlier?: EarlierCalls): void {
    const now = earlier?.lastAt ?? this.#clock.now()
    const latest = this.#latest.get(tokenId)
    if (latest !== undefined && isSameClient(latest.seen, seen)) {
      latest.client.calls += earlier?.calls ?? 1
      if (now > latest.client.lastSeenAt) latest.client.lastSeenAt = now
      return
    }
    const client = this.#add({
      accountId,
      integrationId,
      tokenId,
      network: networkOf(seen.ip),
      userAgent: seen.userAgent.slice(0, TEXT_MAX),
      clientName: seen.clientName.slice(0, TEXT_MAX),
      firstSeenAt: earlier?.firstAt ?? now,
      lastSeenAt: now,
      calls: earlier?.calls ?? 1,
    })
    this.#latest.set(tokenId, { seen, client })
    this.#tellFirstUse(tokenId)
  }

  /** "Has the new token been used?" is asked on another node, too: a token's first use is written at once, or with the next few. */
  #tellFirstUse(tokenId: string): void {
    if (this.#seen.has(tokenId)) return
    if (this.#seen.size >= TOKENS_SEEN_MAX) this.#seen.clear()
    this.#seen.add(tokenId)
    this.#isFirstUseWaiting = true
    if (!this.#isGap) this.#writeFirstUses()
  }

  #writeFirstUses(): void {
    this.#isGap = this.#isFirstUseWaiting
    if (!this.#isFirstUseWaiting) return
    this.#isFirstUseWaiting = false
    // What fails stays pending, and the next turn's failure is logged.
    this.flush().catch(() => {})
    setTimeout(() => this.#writeFirstUses(), FIRST_USE_GAP_MS).unref()
  }

  /** Writes what has gathered. One write at a time; what fails is kept for the next. */
  flush(): Promise<void> {
    this.#writing = this.#writing.catch(() => {}).then(() => this.#write())
    return this.#writing
  }

  /** A turn of the timer, each second. Ten thousand busy tokens cost a core when each second is written down by itself. */
  async flushInTurn(): Promise<void> {
    this.#turnsWaited++
    if (this.#pending.size <= FEW || this.#turnsWaited >= TURNS_WAITED_MAX) await this.flush()
  }

  async #write(): Promise<void> {
    this.#turnsWaited = 0
    if (this.#pending.size === 0) return
    const batch = this.#pending
    this.#pending = new Map()
    this.#pendingOf = new Map()
    this.#latest = new Map()
    try {
      await this.#database.transact(EVERY_TENANT, db => addCalls(db, [...batch.values()]))
    } catch (error) {
      // Rows that the database refuses it would refuse each time, and with them everybody else's.
      if (!isRefusal(error)) for (const client of batch.values()) this.#add(client)
      throw error
    }
  }

  /** Adds a client's calls to what is known of it. Who is known stays so in a flood; only new ones become "(others)". */
  #add(client: Client): Client {
    const ofToken = this.#pendingOf.get(client.tokenId) ?? 0
    const isRoom = this.#pending.size < CLIENTS_MAX && ofToken < CLIENTS_OF_TOKEN_MAX
    const counted = isRoom || this.#pending.has(keyOf(client)) ? client : { ...client, ...OTHERS }
    const known = this.#pending.get(keyOf(counted))
    if (known === undefined) {
      this.#pending.set(keyOf(counted), counted)
      this.#pendingOf.set(client.tokenId, ofToken + 1)
      return counted
    }
    known.calls += client.calls
    if (client.firstSeenAt < known.firstSeenAt) known.firstSeenAt = client.firstSeenAt
    if (client.lastSeenAt > known.lastSeenAt) known.lastSeenAt = client.lastSeenAt
    return known
  }
}

/** Whether two requests show the same caller. */
export function isSameClient(one: ClientSeen, other: ClientSeen): boolean {
  return one.userAgent === other.userAgent && one.ip === other.ip && one.clientName === other.clientName
}

function keyOf({ tokenId, network, userAgent, clientName }: Client): string {
  return `${tokenId}\n${network}\n${userAgent}\n${clientName}`
}

/** Data that break a rule (22) or a key (23): no further try would be taken. */
function isRefusal(error: unknown): boolean {
  return /^2[23]/.test(sqlState(error) ?? '')
}
