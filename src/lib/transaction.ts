import { setImmediate as nextTurn } from 'node:timers/promises'
import { AbortedTransactionError, type CompiledQuery, type Kysely, sql } from 'kysely'
import type { Gate, GatedBy } from './one-connection.ts'

/**
 * Takes a write whose answer nobody needs: it goes out now and is waited for at the commit. What it throws, the transaction
 * throws. What is asked after it on the same connection sees it.
 */
export type Sent = (write: Promise<unknown>) => void

/** PostgreSQL's answer to whatever follows a statement that failed. */
const ABORTED = '25P02'

/**
 * Runs work between `begin`, which may hold further statements, and a commit, on a connection that nobody else uses
 * meanwhile. What is thrown rolls back. The commit goes out behind what was `sent`, whose answers it does not need either: after
 * one that failed PostgreSQL rolls back. The first reads go out behind `begin`, too.
 */
// oxlint-disable-next-line typescript/no-explicit-any -- each room brings its own table types through withTables
export async function runTransaction<T, Sql extends Kysely<any>>(
  { db, gatedBy }: { db: Sql; gatedBy: GatedBy<Sql> },
  begin: string,
  work: (db: Sql, sent: Sent) => Promise<T>,
): Promise<T> {
  const onTheirWay: Promise<unknown>[] = []
  const sent: Sent = write => {
    write.catch(() => {})
    onTheirWay.push(write)
  }
  const opened = open(begin, gatedBy)
  let result: T
  try {
    result = await work(opened.db, sent)
    await opened.begun
    await opened.close()
  } catch (error) {
    await opened.close()
    // The pool throws a connection away that could not be rolled back.
    await sql`rollback`.execute(db).catch(() => {})
    if ((error as { code?: unknown }).code === ABORTED) await throwFirstFailure(onTheirWay)
    throw error
  }
  const commit = sql<{ command: string }>`commit`.execute(db)
  sent(commit)
  await throwFirstFailure(onTheirWay)
  // After a statement that failed, and whose error somebody caught, PostgreSQL answers a commit by rolling back.
  if ((await commit).rows[0]?.command === 'ROLLBACK') throw new AbortedTransactionError()
  return result
}

/** A transaction that was asked for. */
interface Opened<Db> {
  /** The answer to `begin`. */
  begun: Promise<unknown>
  /** For the work. */
  db: Db
  /** Waits until what was asked is on its way, and lets nothing more through. */
  close(): Promise<void>
}

/**
 * Begins. Behind a `begin` that failed a write would be written for good, so nothing but reads go before its answer is here; none of
 * them before `begin` itself, which says whose rows they see; and nothing at all once it has failed.
 */
// oxlint-disable-next-line typescript/no-explicit-any -- as above
function open<Db extends Kysely<any>>(begin: string, gatedBy: GatedBy<Db>): Opened<Db> {
  let state: 'unsent' | 'sent' | 'begun' | 'failed' | 'closed' = 'unsent'
  let isAnyHeld = false
  const first = gatedBy(() => {
    state = 'sent'
    return undefined
  })
  const begun = sql.raw(begin).execute(first)
  begun.then(
    () => (state = 'begun'),
    () => (state = 'failed'),
  )
  const gate: Gate = query => {
    if (state === 'closed') return Promise.reject(new Error('the transaction is over'))
    if (state === 'begun' || (state === 'sent' && isRead(query))) return undefined
    isAnyHeld = true
    return begun
  }
  return {
    begun,
    db: gatedBy(gate),
    async close() {
      await begun.catch(() => {})
      // Whoever was held goes on in this turn of the event loop.
      if (isAnyHeld) await nextTurn()
      state = 'closed'
    },
  }
}

function isRead({ query }: CompiledQuery): boolean {
  return query.kind === 'SelectQueryNode' && query.with === undefined
}

/** Waits for all, so that the connection is idle afterwards. */
async function throwFirstFailure(work: readonly Promise<unknown>[]): Promise<void> {
  await Promise.allSettled(work)
  await Promise.all(work)
}
