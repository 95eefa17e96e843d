import { sql } from 'kysely'
import type { Sql } from '../lib/database.ts'
import { tables } from './tables.ts'

export async function insertSetupCode(
  db: Sql,
  code: { codeHash: Buffer; createdAt: Date; expiresAt: Date },
): Promise<void> {
  await tables(db)
    .insertInto('setup_codes')
    .values({ code_hash: code.codeHash, created_at: code.createdAt, expires_at: code.expiresAt })
    .execute()
}

/** When a code ends; undefined when there is none. */
export async function findSetupCode(db: Sql, codeHash: Buffer): Promise<Date | undefined> {
  const row = await tables(db)
    .selectFrom('setup_codes')
    .select('expires_at')
    .where('code_hash', '=', codeHash)
    .executeTakeFirst()
  return row?.expires_at
}

/** All codes end when one was used, or when a new start prints a new one. */
export async function deleteSetupCodes(db: Sql): Promise<void> {
  await tables(db).deleteFrom('setup_codes').execute()
}

/** Any fixed number: two set-ups at once must not both find nobody there. */
const SETUP_LOCK = 7_262_041_903

/** Lets one set-up through at a time, until the transaction ends. */
export async function lockSetup(db: Sql): Promise<void> {
  await sql`select pg_advisory_xact_lock(${SETUP_LOCK})`.execute(db)
}
