import { type RawBuilder, sql } from 'kysely'
import { PLANNED_ANEW } from '../lib/statement-names.ts'
import { contactTagsChanged } from './contacts/events.ts'
import { CONTACT_COLUMNS, type ContactRow, contactOf } from './contacts/store.ts'
import type { CrmTransaction, OperationContext } from './operation.ts'

type Place = Pick<OperationContext, 'accountId' | 'locationId' | 'now'>

/** Contacts carry their tags by name: they follow a new name at once, and each that changes is told of. */
export async function renameTagOnContacts(
  tx: CrmTransaction,
  place: Place,
  { from, to }: { from: string; to: string },
): Promise<void> {
  if (from === to) return
  const renamed = sql`case when ${to} = any(tags) then array_remove(tags, ${from}) else array_replace(tags, ${from}, ${to}) end`
  await changeCarriers(tx, place, { tag: from, tags: renamed })
}

/** Takes a tag from every contact that carries it, and tells of each. */
export async function removeTagFromContacts(tx: CrmTransaction, place: Place, tag: string): Promise<void> {
  await changeCarriers(tx, place, { tag, tags: sql`array_remove(tags, ${tag})` })
}

/** So many in one statement: each writes some twenty index entries, and a statement has four seconds. */
const AT_ONCE = 1000

async function changeCarriers(
  tx: CrmTransaction,
  { accountId, locationId, now }: Place,
  { tag, tags }: { tag: string; tags: RawBuilder<unknown> },
): Promise<void> {
  const ids = await carriersOf(tx, accountId, tag)
  for (let from = 0; from < ids.length; from += AT_ONCE) {
    const { rows } = await sql<ContactRow>`
      update crm_contacts set updated_at = ${now}, tags = ${tags}
       where account_id = ${accountId} and id = any(${ids.slice(from, from + AT_ONCE)}::text[]) and ${tag} = any(tags)
      returning ${CONTACT_COLUMNS}`.execute(tx.db)
    await tx.publish(...rows.map(row => contactTagsChanged(contactOf(row), locationId)))
  }
}

/** Through the view of searches, for the table's policy lets no index of tags be used. */
async function carriersOf({ db }: CrmTransaction, accountId: string, tag: string): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select id from crm_contacts_search ${sql.raw(PLANNED_ANEW)} where account_id = ${accountId} and tags @> ${[tag]}::text[] order by id`.execute(
    db,
  )
  return rows.map(({ id }) => id)
}
