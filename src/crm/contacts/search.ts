import { type RawBuilder, sql } from 'kysely'
import type { Sql } from '../../lib/database.ts'
import type { OperationContext, OperationInput } from '../operation.ts'
import { conditionOf, queryCondition } from '../search-conditions.ts'
import { readFilters } from '../search-filters.ts'
import { behind, orderBy, placeOf } from '../search-order.ts'
import { refuse } from '../wire-error.ts'
import type { Contact } from './contact.ts'
import { presentFoundContact } from './present.ts'
import type { SearchBody } from './schema.ts'
import { CONTACT_FIELDS } from './search-fields.ts'
import { readOrder } from './search-order.ts'
import { CONTACT_COLUMNS, type ContactRow, contactOf } from './store.ts'

/** Pages are counted up to here; whoever wants more goes on with searchAfter. */
const PAGED_CONTACTS_MAX = 10_000

/** Finds contacts by a tree of filters, in an order, page by page or behind a place. */
export async function runSearchContacts(context: OperationContext, { body }: OperationInput): Promise<object> {
  const { page = 1, pageLimit = 20, searchAfter = [], sort, filters = [], query = '' } = body as SearchBody
  const order = readOrder(sort)
  const isAfter = searchAfter.length > 0
  if (!isAfter && page * pageLimit > PAGED_CONTACTS_MAX) {
    throw refuse('page', `must stay within the first ${PAGED_CONTACTS_MAX} contacts: go on with searchAfter`)
  }
  const found = await context.read(db =>
    findContacts(db, context.accountId, {
      condition: sql`${conditionOf(readFilters(filters, CONTACT_FIELDS))} and ${queryCondition(query)}`,
      behind: isAfter ? behind(order, searchAfter) : undefined,
      orderBy: orderBy(order),
      limit: pageLimit,
      offset: isAfter ? 0 : (page - 1) * pageLimit,
    }),
  )
  return {
    contacts: found.contacts.map(contact => ({
      ...presentFoundContact(contact, context.locationId),
      searchAfter: placeOf(contact, order),
    })),
    total: found.total,
  }
}

/** What to find: contacts that meet `condition`, the part of them that stands behind a place. */
export interface ContactSearch {
  condition: RawBuilder<unknown>
  behind?: RawBuilder<unknown> | undefined
  orderBy: RawBuilder<unknown>
  limit: number
  offset?: number
}

/** One page of contacts, and how many there are in all. */
export async function findContacts(
  db: Sql,
  accountId: string,
  search: ContactSearch,
): Promise<{ contacts: Contact[]; total: number }> {
  const matching = sql`from crm_contacts_search where account_id = ${accountId} and ${search.condition}`
  const { rows } = await sql<ContactRow>`
    select ${CONTACT_COLUMNS} ${matching} and ${search.behind ?? sql`true`}
     order by ${search.orderBy} limit ${search.limit} offset ${search.offset ?? 0}`.execute(db)
  const count = await sql<{ total: number }>`select count(*) as total ${matching}`.execute(db)
  return { contacts: rows.map(contactOf), total: count.rows[0]?.total ?? 0 }
}
