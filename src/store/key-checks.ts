import { sql } from 'kysely'
import type { Sql } from '../lib/database.ts'
import { KeyError } from '../lib/key-error.ts'
import type { KeyCheck, Keys } from '../lib/keys.ts'
import { isSameBytes } from '../lib/secrets.ts'
import { tables } from './tables.ts'

/** Any fixed number: first starts look one after the other. */
const KEYS_LOCK = 7_262_041_904

const VARIABLE = { pepper: 'TOKEN_PEPPER', key_encryption_key: 'KEY_ENCRYPTION_KEY' } as const

/** True when this database was made with some keys before: then new keys must not be made up for it. */
export async function hasKeyChecks(db: Sql): Promise<boolean> {
  return (await tables(db).selectFrom('key_checks').select('key_id').limit(1).executeTakeFirst()) !== undefined
}

/** Remembers the keys of a first start. Throws KeyError when the database was made with other ones. */
export async function checkKeys(db: Sql, keys: Keys): Promise<void> {
  // Two first starts at once with keys of their own would both find nothing, and each refuse the other's tokens.
  await sql`select pg_advisory_xact_lock(${KEYS_LOCK})`.execute(db)
  const rows = await tables(db).selectFrom('key_checks').selectAll().execute()
  for (const { purpose, keys: given } of keys.checks()) {
    const known = rows.filter(row => row.purpose === purpose)
    const isKnown = (check: KeyCheck) =>
      known.some(row => row.key_id === check.keyId && isSameBytes(row.check_mac, check.checkMac))
    if (known.length > 0 && !given.some(isKnown)) {
      throw new KeyError(
        `${VARIABLE[purpose]} is not the key that this database was made with: put the old key back (or the data folder's keys.json).`,
      )
    }
    const [current] = given
    if (current === undefined || isKnown(current)) continue
    await tables(db)
      .insertInto('key_checks')
      .values({ purpose, key_id: current.keyId, check_mac: current.checkMac })
      .onConflict(conflict => conflict.doNothing())
      .execute()
  }
}
