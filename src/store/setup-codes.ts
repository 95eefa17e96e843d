import type { Sql } from '../lib/database.ts'
import { tables } from './tables.ts'

export async function insertSetupCode(db: Sql, codeHash: Buffer, now: Date, expiresAt: Date): Promise<void> {
  await tables(db)
    .insertInto('setup_codes')
    .values({ code_hash: codeHash, created_at: now, expires_at: expiresAt })
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
