import type pg from 'pg'
import type { Logger } from 'pino'
import { createTransact, type Deps } from './actions/deps.ts'
import { insertFirstBoard } from './crm/opportunities/first-board.ts'
import type { Clock } from './lib/clock.ts'
import type { Database } from './lib/database.ts'
import type { Ids } from './lib/ids.ts'
import type { Keys } from './lib/keys.ts'
import type { Mailer } from './lib/mailer.ts'
import type { ResolveName } from './lib/outbound/resolve.ts'
import { createTargets, type Targets } from './lib/outbound/targets.ts'
import { createBarrier, type OwnNode } from './verify/barrier.ts'

/** The world that an app stands on: the process's in main.ts, a test's in test/support. */
export interface World {
  database: Database
  /** For LISTEN, on a connection beside the pool. */
  connection: pg.PoolConfig
  clock: Clock
  ids: Ids
  keys: Keys
  log: Logger
  /** What the operator lets events be sent to although it is not public. */
  allowedTargets?: readonly string[]
  /** How this node delivers events; absent where others do. */
  delivery?: { concurrency: number; timeoutMs?: number; retentionDays?: number }
  /** Instead of the name servers. */
  resolveName?: ResolveName
  /** Absent where no mail goes out. */
  mailer?: Mailer
}

/** Counts that are written down in batches: all of them, or, in turns of a timer, when a batch is worth it. */
export interface Flushed {
  flush(): Promise<void>
  flushInTurn(): Promise<void>
}

/** The part of a node that follows changes; a process that only comes and goes has none of it but `use`. */
export interface NodeParts {
  own?: OwnNode
  /** Connections that no request takes: by them replies to changes wait for the other nodes. */
  aside?: Database
  use: Flushed
  /** Where events may be sent to, for a process that has an address of its own. */
  targets?: Targets
  /** The log of calls; absent where none are answered. */
  calls?: { flush(): Promise<void> }
  /** Hears how long a reply waited for the other nodes. */
  onBarrier?: (waitMs: number) => void
}

/** What actions need, in a process with or without an index of its own. */
export function createDeps(world: World, node: NodeParts): Deps {
  const { database, clock, ids, keys, log } = world
  const barrier = createBarrier(node.aside ?? database, node.own)
  const timedBarrier = async (seq: number) => {
    const startedMs = performance.now()
    await barrier(seq)
    node.onBarrier?.(performance.now() - startedMs)
  }
  return {
    database,
    clock,
    ids,
    keys,
    log,
    transact: createTransact(database, clock, timedBarrier),
    targets: node.targets ?? createTargets({ allowed: world.allowedTargets ?? [], own: { hosts: [], ports: [] } }),
    flushUse: () => node.use.flush(),
    flushUseInTurn: () => node.use.flushInTurn(),
    flushCalls: async () => node.calls?.flush(),
    firstBoard: insertFirstBoard,
  }
}
