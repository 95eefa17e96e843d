import { type RawBuilder, sql } from 'kysely'
import type { Sql } from '../../lib/database.ts'
import { PLANNED_ANEW } from '../../lib/statement-names.ts'
import { COUNTED_ACCOUNT_MAX, countAll, FEW_MAX, numberOf } from '../bounded-count.ts'
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

/**
 * One page of contacts, and how many there are in all: exact while they are few, in a small account, and on the last page. Else
 * it is the account's whole number, a bound that no client stops before: to count 100,000 for every page took 200 ms.
 */
export async function findContacts(
  db: Sql,
  accountId: string,
  search: ContactSearch,
): Promise<{ contacts: Contact[]; total: number }> {
  const { condition, limit, offset = 0 } = search
  const matching = sql`from crm_contacts_search ${sql.raw(PLANNED_ANEW)} where account_id = ${accountId} and ${condition ?? sql`true`}`
  const page = sql`and ${search.behind ?? sql`true`} order by ${search.orderBy} limit ${limit} offset ${offset}`
  const few = condition === undefined ? undefined : await findAmongFew(db, matching, page)
  if (few !== undefined) return few
  const { rows } = await sql<ContactRow>`select ${CONTACT_COLUMNS} ${matching} ${page}`.execute(db)
  const kept = await keptCount(db, accountId)
  const isCounted = condition !== undefined && (rows.length < limit || kept <= COUNTED_ACCOUNT_MAX)
  return { contacts: rows.map(contactOf), total: isCounted ? await countAll(db, matching) : kept }
}

/**
 * The same in one statement where few match: they are looked up by what they match and sorted. Left to itself the planner may
 * walk in the order asked for instead, past 40,000 others for a tag that 500 contacts have and that other accounts have, too.
 */
async function findAmongFew(
  db: Sql,
  matching: RawBuilder<unknown>,
  page: RawBuilder<unknown>,
): Promise<{ contacts: Contact[]; total: number } | undefined> {
  const { rows } = await sql<ContactRow & { matches: number }>`
    with few as materialized (select * ${matching} limit ${FEW_MAX + 1}),
    counted as (select count(*) as matches from few)
    select page.*, counted.matches from counted left join lateral (
      select ${CONTACT_COLUMNS} from few as crm_contacts_search where counted.matches <= ${FEW_MAX} ${page}) as page on true`.execute(
    db,
  )
  const total = rows[0]?.matches ?? 0
  if (total > FEW_MAX) return undefined
  // A page that is empty is a row of nulls.
  return { contacts: rows.filter(row => row.id !== null).map(contactOf), total }
}

function keptCount(db: Sql, accountId: string): Promise<number> {
  return numberOf(
    db,
    sql`select coalesce(sum(total), 0)::bigint as n from crm_contact_counts where account_id = ${accountId}`,
  )
}
