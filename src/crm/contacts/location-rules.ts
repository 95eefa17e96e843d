import { sql } from 'kysely'
import type { Sql } from '../../lib/database.ts'

/** What an account's own settings say about its contacts. */
export interface LocationRules {
  isDuplicateAllowed: boolean
  /** ISO 3166 code that national phone numbers are read with. */
  country: string
}

const COUNTRY_IF_UNKNOWN = 'US'

/** Reads the account's rules for contacts; without any setting duplicates are refused. */
export async function findLocationRules(db: Sql, accountId: string): Promise<LocationRules> {
  const { rows } = await sql<{ is_duplicate_allowed: boolean | null; country: string | null }>`
    select profile -> 'settings' -> 'allowDuplicateContact' = 'true'::jsonb as is_duplicate_allowed,
           profile ->> 'country' as country
      from accounts where id = ${accountId}`.execute(db)
  const country = rows[0]?.country?.toUpperCase() ?? ''
  return {
    isDuplicateAllowed: rows[0]?.is_duplicate_allowed ?? false,
    country: /^[A-Z]{2}$/.test(country) ? country : COUNTRY_IF_UNKNOWN,
  }
}
