import { sql } from 'kysely'
import type { Work } from '../work.ts'

/** As much of a change in progress as remembering a tag takes. */
interface TagWork {
  db: Work['db']
  context: Pick<Work['context'], 'accountId' | 'now' | 'nextWireId'>
}

/** Tags that contacts carry are tags of the location: what isn't among them yet is added. */
export async function rememberTags({ db, context }: TagWork, tags: readonly string[]): Promise<void> {
  if (tags.length === 0) return
  const { accountId, now } = context
  // Looked up first: inserting would take an id and a row lock for every tag that is already there.
  const { rows } = await sql<{ name: string }>`
    select lower(name) as name from crm_tags where account_id = ${accountId} and lower(name) = any(${tags})`.execute(db)
  const known = new Set(rows.map(row => row.name))
  const missing = tags.filter(tag => !known.has(tag)).sort()
  if (missing.length === 0) return
  const ids = missing.map(() => context.nextWireId())
  await sql`
    insert into crm_tags (account_id, id, name, created_at)
    select ${accountId}, id, name, ${now} from unnest(${ids}::text[], ${missing}::text[]) as missing (id, name)
    on conflict do nothing`.execute(db)
}
