import type { Principal } from '../domain/principal.ts'
import type { Clock } from '../lib/clock.ts'
import { type Database, EVERY_TENANT } from '../lib/database.ts'
import { addCalls, type Client } from '../store/clients.ts'

/** A caller as one request shows it. */
export interface ClientSeen {
  ip: string
  userAgent: string
  /** The X-Client-Name header, or empty. */
  clientName: string
}

/** Different clients remembered between two writes; a flood of invented names counts as one "(others)". */
const CLIENTS_MAX = 10_000
const TEXT_MAX = 200

/** Counts accepted calls per token and client in memory and writes them down in batches. */
export class UseRecorder {
  #pending = new Map<string, Client>()
  #writing: Promise<void> = Promise.resolve()
  readonly #database: Database
  readonly #clock: Clock

  constructor(database: Database, clock: Clock) {
    this.#database = database
    this.#clock = clock
  }

  record(principal: Principal, seen: ClientSeen): void {
    const now = this.#clock.now()
    const isFull = this.#pending.size >= CLIENTS_MAX
    const network = isFull ? '(others)' : networkOf(seen.ip)
    const userAgent = isFull ? '' : seen.userAgent.slice(0, TEXT_MAX)
    const clientName = isFull ? '' : seen.clientName.slice(0, TEXT_MAX)
    const key = `${principal.tokenId}\n${network}\n${userAgent}\n${clientName}`
    const known = this.#pending.get(key)
    if (known !== undefined) {
      known.calls++
      known.lastSeenAt = now
      return
    }
    const { accountId, integrationId, tokenId } = principal
    const times = { firstSeenAt: now, lastSeenAt: now, calls: 1 }
    this.#pending.set(key, { accountId, integrationId, tokenId, network, userAgent, clientName, ...times })
  }

  /** Writes what has gathered. One write at a time; what fails is kept for the next. */
  flush(): Promise<void> {
    this.#writing = this.#writing.catch(() => {}).then(() => this.#write())
    return this.#writing
  }

  async #write(): Promise<void> {
    if (this.#pending.size === 0) return
    const batch = this.#pending
    this.#pending = new Map()
    try {
      await this.#database.transact(EVERY_TENANT, db => addCalls(db, [...batch.values()]))
    } catch (error) {
      for (const [key, client] of batch) this.#keep(key, client)
      throw error
    }
  }

  #keep(key: string, client: Client): void {
    const newer = this.#pending.get(key)
    if (newer === undefined && this.#pending.size < CLIENTS_MAX) this.#pending.set(key, client)
    if (newer !== undefined) newer.calls += client.calls
  }
}

/** An IPv6 host owns its whole /64 and may use a new address for each call, so the network is what counts. */
function networkOf(ip: string): string {
  const address = ip.startsWith('::ffff:') ? ip.slice('::ffff:'.length) : ip
  if (!address.includes(':')) return address
  const [head = '', tail] = address.split('::')
  const groups = head.split(':').filter(group => group !== '')
  if (tail !== undefined) {
    const tailGroups = tail.split(':').filter(group => group !== '')
    while (groups.length + tailGroups.length < 8) groups.push('0')
    groups.push(...tailGroups)
  }
  return `${groups.slice(0, 4).join(':')}::/64`
}
