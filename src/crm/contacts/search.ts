import { type RawBuilder, sql } from 'kysely'
import type { Sql } from '../../lib/database.ts'
import { PLANNED_ANEW } from '../../lib/statement-names.ts'
import { countBounded, numberOf } from '../bounded-count.ts'
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
  const filter = readFilters(filters, CONTACT_FIELDS)
  const isFiltered = filters.length > 0 || query.trim() !== ''
  const isAfter = searchAfter.length > 0
  if (!isAfter && page * pageLimit > PAGED_CONTACTS_MAX) {
    throw refuse('page', `must stay within the first ${PAGED_CONTACTS_MAX} contacts: go on with searchAfter`)
  }
  const found = await context.read(db =>
    findContacts(db, context.accountId, {
      condition: isFiltered ? sql`${conditionOf(filter)} and ${queryCondition(query)}` : undefined,
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

/** What to find: contacts that meet `condition` (absent: all), the part of them that stands behind a place. */
export interface ContactSearch {
  condition: RawBuilder<unknown> | undefined
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
  const { condition = sql`true`, limit, offset = 0 } = search
  const matching = sql`from crm_contacts_search ${sql.raw(PLANNED_ANEW)} where account_id = ${accountId} and ${condition}`
  const { rows } = await sql<ContactRow>`
    select ${CONTACT_COLUMNS} ${matching} and ${search.behind ?? sql`true`}
     order by ${search.orderBy} limit ${limit} offset ${offset}`.execute(db)
  const contacts = rows.map(contactOf)
  const isLastPage = rows.length < limit
  if (search.condition === undefined) return { contacts, total: await keptCount(db, accountId) }
  // A page that isn't full has counted by itself.
  const isCounted = isLastPage && search.behind === undefined && (rows.length > 0 || offset === 0)
  if (isCounted) return { contacts, total: offset + rows.length }
  const total = await countBounded(db, { matching, isLastPage, keptCount: () => keptCount(db, accountId) })
  return { contacts, total }
}

function keptCount(db: Sql, accountId: string): Promise<number> {
  return numberOf(
    db,
    sql`select coalesce(sum(total), 0)::bigint as n from crm_contact_counts where account_id = ${accountId}`,
  )
}
