import type { ApiKeyClient } from '../domain/api-key.ts'
import type { Clock } from '../lib/clock.ts'
import { type Database, EVERY_TENANT } from '../lib/database.ts'
import { networkOf } from '../lib/networks.ts'
import { addApiKeyCalls } from '../store/api-keys.ts'
import type { ClientSeen } from './use-recorder.ts'

/** Different callers remembered between two writes; a flood of invented names counts as one "(others)" per key. */
const CLIENTS_MAX = 2000
const OTHERS = { network: '(others)', userAgent: '', clientName: '' }
const TEXT_MAX = 200

/** Counts accepted calls per legacy key and caller in memory and writes them down in batches. */
export class ApiKeyUse {
  #pending = new Map<string, ApiKeyClient>()
  #writing: Promise<void> = Promise.resolve()
  readonly #database: Database
  readonly #clock: Clock

  constructor(database: Database, clock: Clock) {
    this.#database = database
    this.#clock = clock
  }

  record(key: { accountId: string; apiKeyId: string }, { isWrite, ...seen }: ClientSeen & { isWrite: boolean }): void {
    const now = this.#clock.now()
    this.#add({
      ...key,
      network: networkOf(seen.ip),
      userAgent: seen.userAgent.slice(0, TEXT_MAX),
      clientName: seen.clientName.slice(0, TEXT_MAX),
      firstSeenAt: now,
      lastSeenAt: now,
      reads: isWrite ? 0 : 1,
      writes: isWrite ? 1 : 0,
    })
  }

  /** Writes what has gathered. One write at a time; what fails is kept for the next. */
  flush(): Promise<void> {
    this.#writing = this.#writing.catch(() => {}).then(() => this.#write())
    return this.#writing
  }

  /** Legacy keys are few: each turn of the timer writes them down. */
  flushInTurn(): Promise<void> {
    return this.flush()
  }

  async #write(): Promise<void> {
    if (this.#pending.size === 0) return
    const batch = this.#pending
    this.#pending = new Map()
    try {
      await this.#database.transact(EVERY_TENANT, db => addApiKeyCalls(db, [...batch.values()]))
    } catch (error) {
      for (const client of batch.values()) this.#add(client)
      throw error
    }
  }

  #add(client: ApiKeyClient): void {
    const isRoom = this.#pending.size < CLIENTS_MAX || this.#pending.has(keyOf(client))
    const counted = isRoom ? client : { ...client, ...OTHERS }
    const known = this.#pending.get(keyOf(counted))
    if (known === undefined) {
      this.#pending.set(keyOf(counted), counted)
      return
    }
    known.reads += client.reads
    known.writes += client.writes
    if (client.lastSeenAt > known.lastSeenAt) known.lastSeenAt = client.lastSeenAt
  }
}

function keyOf({ apiKeyId, network, userAgent, clientName }: ApiKeyClient): string {
  return `${apiKeyId}\n${network}\n${userAgent}\n${clientName}`
}
