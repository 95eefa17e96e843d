import type { Clock } from '../lib/clock.ts'
import type { Database, Sql } from '../lib/database.ts'
import type { Ids } from '../lib/ids.ts'
import type { Keys } from '../lib/keys.ts'
import type { Targets } from '../lib/outbound/targets.ts'
import type { Sent } from '../lib/transaction.ts'
import { type FedChanges, insertTokenChanges } from '../store/token-changes.ts'

/** What actions ask of the world. Each takes what it needs of it. */
export interface Deps {
  database: Database
  clock: Clock
  ids: Ids
  keys: Keys
  transact: Transact
  /** Where events may be sent to. */
  targets: Targets
  log: Log
  /** Writes down who called until now, so that a decision about "has it been used?" is not a second old. */
  flushUse(): Promise<void>
  /** A timer's turn of the same: many callers wait for each other some seconds, and are written down once. */
  flushUseInTurn(): Promise<void>
  /** The same for the log of calls. Rejects while the database is away. */
  flushCalls(): Promise<void>
  /** Gives a new location what the API's opportunities need and no operation of it makes. The records are the API's own. */
  firstBoard?(location: { db: Sql; accountId: string; now: Date; nextWireId(): string }): Promise<void>
}

/** The facts go into the line as fields; the text is a fixed event name. */
export interface Log {
  info(facts: object, text: string): void
  warn(facts: object, text: string): void
  error(facts: object, text: string): void
}

/** One transaction on one account's rows. */
export interface Transaction {
  db: Sql
  accountId: string
  /** Takes a write whose answer nobody needs: what follows it on the way to the database does not wait for it. */
  sent: Sent
  /** Nodes must reload this integration (or the account) before the reply goes out. */
  changed(integrationId?: string): void
}

/** Runs work in one transaction and returns when every node knows of its changes. */
export type Transact = <T>(accountId: string, work: (tx: Transaction) => Promise<T>) => Promise<T>

/** Waits until every node with a live lease has applied the change with this number. */
export type Barrier = (seq: number) => Promise<void>

/** Makes `transact`: the work, then the feed's rows, then the commit, then the barrier. */
export function createTransact(database: Database, clock: Clock, barrier: Barrier): Transact {
  return async (accountId, work) => {
    let seq: number | undefined
    const tell = async (db: Sql, changes: FedChanges) => {
      seq = await insertTokenChanges(db, changes)
    }
    const result = await database.transact(accountId, async (db, sent) => {
      const changes = new Set<string | undefined>()
      seq = undefined
      const done = await work({ db, sent, accountId, changed: integrationId => void changes.add(integrationId) })
      if (changes.size > 0) sent(tell(db, { accountId, integrationIds: [...changes], at: clock.now() }))
      return done
    })
    if (seq !== undefined) await barrier(seq)
    return result
  }
}
