import { AbortedTransactionError, type Kysely, sql } from 'kysely'

/**
 * Runs work between `begin`, which may hold further statements, and a commit, on a connection that nobody else uses
 * meanwhile. What is thrown rolls back. Kysely's own way sends `begin` alone, a round trip more for each transaction.
 */
// oxlint-disable-next-line typescript/no-explicit-any -- each room brings its own table types through withTables
export async function runTransaction<T, Sql extends Kysely<any>>(
  db: Sql,
  begin: string,
  work: (db: Sql) => Promise<T>,
): Promise<T> {
  let result: T
  try {
    await sql.raw(begin).execute(db)
    result = await work(db)
  } catch (error) {
    // The pool throws a connection away that could not be rolled back.
    await sql`rollback`.execute(db).catch(() => {})
    throw error
  }
  const { rows } = await sql<{ command: string }>`commit`.execute(db)
  // After a statement that failed, and whose error somebody caught, PostgreSQL answers a commit by rolling back.
  if (rows[0]?.command === 'ROLLBACK') throw new AbortedTransactionError()
  return result
}
