import { sql } from 'kysely'
import { contactTagsChanged } from './contacts/events.ts'
import { CONTACT_COLUMNS, type ContactRow, contactOf } from './contacts/store.ts'
import type { CrmTransaction, OperationContext } from './operation.ts'

type Place = Pick<OperationContext, 'accountId' | 'locationId' | 'now'>

/** Contacts carry their tags by name: they follow a new name at once, and each that changes is told of. */
export async function renameTagOnContacts(
  tx: CrmTransaction,
  { accountId, locationId, now }: Place,
  { from, to }: { from: string; to: string },
): Promise<void> {
  if (from === to) return
  const { rows } = await sql<ContactRow>`
    update crm_contacts set updated_at = ${now},
           tags = case when ${to} = any(tags) then array_remove(tags, ${from}) else array_replace(tags, ${from}, ${to}) end
     where account_id = ${accountId} and ${from} = any(tags) returning ${CONTACT_COLUMNS}`.execute(tx.db)
  await tx.publish(...rows.map(row => contactTagsChanged(contactOf(row), locationId)))
}

/** Takes a tag from every contact that carries it, and tells of each. */
export async function removeTagFromContacts(
  tx: CrmTransaction,
  { accountId, locationId, now }: Place,
  tag: string,
): Promise<void> {
  const { rows } = await sql<ContactRow>`
    update crm_contacts set updated_at = ${now}, tags = array_remove(tags, ${tag})
     where account_id = ${accountId} and ${tag} = any(tags) returning ${CONTACT_COLUMNS}`.execute(tx.db)
  await tx.publish(...rows.map(row => contactTagsChanged(contactOf(row), locationId)))
}
