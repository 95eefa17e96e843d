import type pg from 'pg'
import { type Database, EVERY_TENANT, type Sql } from '../lib/database.ts'
import type { Keys } from '../lib/keys.ts'
import { Soon } from '../lib/soon.ts'
import { type AccessChange, listAccessChanges } from '../store/access-changes.ts'
import type { RowCheck } from '../store/access-rows.ts'
import { listAccountPlaces } from '../store/accounts.ts'
import { deleteNode, renewLease } from '../store/nodes.ts'
import { latestSeq, listTokenChanges, parseChangesPayload } from '../store/token-changes.ts'
import { ChangeListener } from './change-listener.ts'
import { loadIndex } from './index-loader.ts'
import { type PendingChange, PendingChanges } from './pending-changes.ts'
import { Renewals } from './renewals.ts'
import { TokenIndex } from './token-index.ts'

/** How long a node may answer from its index after it last reached the database. */
export const LEASE_MS = 3000
/** What is left of a lease that was not renewed when it should have been. A balancer that asks five times a second notices in that time. */
const LEASE_LEFT_LEAST_MS = 600
const BATCH = 1000
/** A change is read once its reply is out, which by then waits for nothing but the processor that reading it takes. */
const READ_AFTER_MS = 10

export interface FollowerParts {
  database: Database
  keys: Keys
  nodeId: string
  /** For LISTEN, on a connection of its own. */
  connection: pg.PoolConfig
  /** False: tokens are looked up in the database, and only accounts are held here. */
  holdsTokens?: boolean
  /**
   * Hears of each integration whose access changes, before the others are told that this node knows of it, and again once the index
   * does; of none in particular after a load.
   */
  onChange?: (integrationIds: readonly string[] | 'all') => void
  log: { warn(facts: object, text: string): void; error(facts: object, text: string): void }
}

/**
 * Keeps the index in step with the database: loads it, follows the feed of changes, and holds the lease without which
 * it must not be trusted. Before the reply to a change goes out anywhere (see barrier.ts) it is applied here, or pending: it
 * is when this node hears of it, and the others are told so before it is read.
 */
export class Follower {
  readonly index = new TokenIndex()
  readonly pending = new PendingChanges(() => this.#read.hurry())
  readonly #parts: FollowerParts
  readonly #listener: ChangeListener
  readonly #read = new Soon(READ_AFTER_MS, () => this.#readHeard())
  readonly #renewals = new Renewals({
    renew: () => this.#renew(),
    onLook: () => {
      if (!this.isTrusted()) this.pending.fail(new Error('the lease is over'))
    },
    onFailed: error => this.#parts.log.warn({ err: error }, 'lease.not_renewed'),
  })
  #appliedSeq = 0
  /** Up to where the others were told that this node has followed. */
  #toldSeq = 0
  /** Of notifications since the last read began: the highest number. */
  #heardSeq = 0
  /** What the others are still to be told. */
  #seqToTell = 0
  #isTelling = false
  /** Something was sent to tell them, and nobody answered. */
  #isToldInDoubt = false
  #trustedUntilMs = 0
  #isReloadNeeded = true
  #turn: Promise<void> = Promise.resolve()
  #telling: Promise<void> = Promise.resolve()
  #isStopped = false

  constructor(parts: FollowerParts) {
    this.#parts = parts
    this.#listener = new ChangeListener(parts.connection, payload => this.#hear(payload))
  }

  /** Whether this node holds a lease right now; by the monotonic clock, so that a blocked event loop is noticed. */
  isTrusted(): boolean {
    return performance.now() < this.#trustedUntilMs
  }

  /** False once renewals are missed, and before anybody is refused for it, so that balancers have gone elsewhere by then. */
  isSteady(): boolean {
    return this.leaseLeftMs > LEASE_LEFT_LEAST_MS
  }

  /** Milliseconds until the lease ends; below zero once it has. */
  get leaseLeftMs(): number {
    return this.#trustedUntilMs - performance.now()
  }

  /** Loads everything, takes the lease, and catches up with what was committed in between. */
  async start(): Promise<void> {
    await this.renew()
    this.#renewals.start()
  }

  /** Gives the lease back, so that nobody waits for a node that is gone. */
  async stop(): Promise<void> {
    this.#isStopped = true
    this.#trustedUntilMs = 0
    await this.#renewals.stop()
    await this.#read.finish()
    await this.#turn.catch(() => {})
    await this.#telling
    await this.#listener.close()
    await this.#parts.database.read(EVERY_TENANT, db => deleteNode(db, this.#parts.nodeId)).catch(() => {})
  }

  /** Applies all changes up to now; returns at once when `seq` is applied already. */
  applyUpTo(seq: number): Promise<void> {
    if (this.#appliedSeq >= seq) return Promise.resolve()
    return this.#inTurn(() => this.#applyNew(seq))
  }

  /** Renews the lease, once at a time. Rejects when the database cannot be reached or a change cannot be applied. */
  renew(): Promise<void> {
    return this.#renewals.renew()
  }

  /**
   * Changes come first: a node that cannot apply them must let its lease run out, or every reply would wait for it.
   * Trust counts from before the lease was asked for, the database's copy of it from later.
   */
  async #renew(): Promise<void> {
    if (!this.#listener.isOpen) await this.#listener.open()
    if (!this.isTrusted() || this.#isReloadNeeded) await this.#inTurn(() => this.#load())
    const heardBefore = this.pending.all()
    await this.applyUpTo(Number.POSITIVE_INFINITY)
    // Not waited for: telling may take longer than a lease is long.
    this.#dropUnknown(heardBefore).catch(error => this.#parts.log.warn({ err: error }, 'change.not_applied'))
    const askedMs = performance.now()
    const wasBelieved = this.isTrusted()
    const lease = { nodeId: this.#parts.nodeId, leaseMs: LEASE_MS, appliedSeq: this.#appliedSeq }
    const wasLive = await this.#parts.database.read(EVERY_TENANT, db => renewLease(db, lease))
    this.#toldSeq = Math.max(this.#toldSeq, lease.appliedSeq)
    if (wasBelieved && !wasLive) await this.#wakeUp()
    // While this node held no lease nobody waited for it: what was committed meanwhile is not applied yet.
    if (!this.isTrusted()) await this.applyUpTo(Number.POSITIVE_INFINITY)
    if (!this.#isStopped) this.#trustedUntilMs = askedMs + LEASE_MS
  }

  /** A suspended machine's clock stood still: nobody waited for this node, and the feed may be swept by now. */
  async #wakeUp(): Promise<void> {
    this.#trustedUntilMs = 0
    this.#parts.log.warn({}, 'lease.lapsed_unnoticed')
    await this.#inTurn(() => this.#load())
  }

  /** Loading and applying take turns: a load must not write what it read before a change over what was applied of it. */
  #inTurn(work: () => Promise<void>): Promise<void> {
    const run = this.#turn.catch(() => {}).then(work)
    this.#turn = run
    return run
  }

  async #load(): Promise<void> {
    this.#isReloadNeeded = true
    await this.#parts.database.stream(EVERY_TENANT, async client => {
      const seq = await latestSeq(client)
      const loaded = await loadIndex(client, this.#rowCheck, { withTokens: this.#holdsTokens })
      this.index.adopt(loaded)
      this.#appliedSeq = seq
    })
    this.#isReloadNeeded = false
    this.pending.settleUpTo(this.#appliedSeq)
    this.#parts.onChange?.('all')
  }

  get #holdsTokens(): boolean {
    return this.#parts.holdsTokens ?? true
  }

  #hear(payload: string): void {
    const heard = parseChangesPayload(payload)
    if (heard === undefined || this.#isStopped) return
    const { seq, integrationIds } = heard
    if (this.#appliedSeq >= seq) return this.#tell(seq)
    this.#heardSeq = Math.max(this.#heardSeq, seq)
    this.#read.ask().catch(() => {})
    if (integrationIds === undefined || !this.#holdsTokens) return this.#read.hurry()
    this.pending.add({ seq, integrationIds })
    this.#parts.onChange?.(integrationIds)
    this.#tell(seq)
  }

  async #readHeard(): Promise<void> {
    const seq = this.#heardSeq
    this.#heardSeq = 0
    const heardBefore = this.pending.all()
    try {
      await this.applyUpTo(seq)
      await this.#dropUnknown(heardBefore)
    } catch (error) {
      this.#parts.log.warn({ err: error }, 'change.not_applied')
      this.pending.fail(error as Error, heardBefore)
      // Calls with those tokens are refused until then.
      this.#renewals.hurry()
    }
  }

  /**
   * Drops what was heard of and is not in the table, which has been read since: anybody can notify. The change may come after that
   * read, though, and the others may just be told that it is pending here. So what they are told is waited for, and read.
   */
  async #dropUnknown(heardBefore: readonly PendingChange[]): Promise<void> {
    if (heardBefore.every(({ seq }) => seq <= this.#appliedSeq)) return
    while (this.#isTelling) await this.#telling
    if (this.#isToldInDoubt || this.#toldSeq > this.#appliedSeq) {
      this.#isToldInDoubt = false
      await this.applyUpTo(Number.POSITIVE_INFINITY)
    }
    this.pending.settle(heardBefore)
  }

  async #applyNew(seq: number): Promise<void> {
    // The turn before may have applied it: a change is told by a notification and by whoever waits for it.
    if (this.#appliedSeq >= seq) return
    for (let count = BATCH; count === BATCH; ) {
      const changes = await this.#parts.database.read(EVERY_TENANT, db => this.#applyNext(db))
      this.#appliedSeq = changes.at(-1)?.seq ?? this.#appliedSeq
      count = changes.length
    }
    this.pending.settleUpTo(this.#appliedSeq)
    this.#tell(this.#appliedSeq)
  }

  async #applyNext(db: Sql): Promise<AccessChange[]> {
    const batch = await this.#listNew(db)
    await this.#applyBatch(db, batch)
    return batch
  }

  /** The other nodes, one number at a time; a reply of this one need not wait for it. What could not be told is told with the lease. */
  #tell(seq: number): void {
    this.#seqToTell = Math.max(this.#seqToTell, seq)
    if (!this.#isTelling) this.#telling = this.#tellOn()
  }

  async #tellOn(): Promise<void> {
    this.#isTelling = true
    while (this.#seqToTell > this.#toldSeq) {
      const seq = this.#seqToTell
      this.#seqToTell = 0
      const isTold = await this.#tellNow(seq)
      if (isTold) this.#toldSeq = Math.max(this.#toldSeq, seq)
      // A number that is not true may have stood before one that is.
      else if (seq > this.#appliedSeq) this.#seqToTell = Math.max(this.#seqToTell, this.#appliedSeq)
    }
    this.#isTelling = false
  }

  async #tellNow(seq: number): Promise<boolean> {
    const { nodeId, log } = this.#parts
    const followed = { seq, appliedSeq: this.#appliedSeq, pending: this.pending.covered() }
    try {
      return await this.#listener.tell(nodeId, followed)
    } catch (error) {
      this.#isToldInDoubt = true
      log.warn({ err: error }, 'change.not_recorded')
      return false
    }
  }

  #listNew(db: Sql): Promise<AccessChange[]> {
    if (!this.#holdsTokens) return listTokenChanges(db, this.#appliedSeq, BATCH)
    return listAccessChanges(db, { afterSeq: this.#appliedSeq, limit: BATCH }, this.#rowCheck)
  }

  async #applyBatch(db: Sql, changes: readonly AccessChange[]): Promise<void> {
    const accounts = changes.filter(change => change.integrationId === undefined).map(change => change.accountId)
    for (const accountId of new Set(accounts)) {
      const which = accountId === EVERY_TENANT ? undefined : accountId
      for (const place of await listAccountPlaces(db, which)) this.index.setPlace(place)
    }
    // All were read at one moment: of an integration that changed twice both say the same.
    const byIntegration = new Map(
      changes.flatMap(({ integrationId, access }) => (integrationId === undefined ? [] : [[integrationId, access]])),
    )
    if (this.#holdsTokens) for (const [integrationId, access] of byIntegration) this.index.apply(integrationId, access)
    if (byIntegration.size > 0) this.#parts.onChange?.([...byIntegration.keys()])
  }

  get #rowCheck(): RowCheck {
    const { keys, log } = this.#parts
    return { keys, onForged: rowId => log.error({ rowId }, 'row_mac.does_not_fit') }
  }
}
