import { AbortedTransactionError, type Kysely, sql } from 'kysely'

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
 * one that failed PostgreSQL rolls back. Only `begin` is waited for: what followed a failed one would be written for good.
 */
// oxlint-disable-next-line typescript/no-explicit-any -- each room brings its own table types through withTables
export async function runTransaction<T, Sql extends Kysely<any>>(
  db: Sql,
  begin: string,
  work: (db: Sql, sent: Sent) => Promise<T>,
): Promise<T> {
  const onTheirWay: Promise<unknown>[] = []
  const sent: Sent = write => {
    write.catch(() => {})
    onTheirWay.push(write)
  }
  let result: T
  try {
    await sql.raw(begin).execute(db)
    result = await work(db, sent)
  } catch (error) {
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

/** Waits for all, so that the connection is idle afterwards. */
async function throwFirstFailure(work: readonly Promise<unknown>[]): Promise<void> {
  await Promise.allSettled(work)
  await Promise.all(work)
}
