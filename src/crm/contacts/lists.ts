import { sql } from 'kysely'
import type { OperationContext, OperationInput } from '../operation.ts'
import { readPhone } from '../phone.ts'
import { queryCondition } from '../search-conditions.ts'
import { refuse } from '../wire-error.ts'
import { findMatch } from './duplicates.ts'
import { requireBusiness } from './find-business.ts'
import { findLocationRules } from './location-rules.ts'
import { presentContact, presentListedContact } from './present.ts'
import type { BusinessContactsQuery, DuplicateQuery, ListContactsQuery } from './schema.ts'
import { findContacts } from './search.ts'

const NEWEST_FIRST = sql`created_at desc, id desc`

/** Lists contacts, newest first. `meta` is in no document, but clients turn pages by it. */
export async function runListContacts(context: OperationContext, input: OperationInput): Promise<object> {
  const { startAfter, startAfterId, query = '', limit = 20 } = input.query as ListContactsQuery
  const { contacts, total } = await context.read(db =>
    findContacts(db, context.accountId, {
      condition: query.trim() === '' ? undefined : queryCondition(query),
      behind: behind(context.accountId, startAfter, startAfterId),
      orderBy: NEWEST_FIRST,
      limit,
    }),
  )
  const last = contacts.at(-1)
  const place = last && { startAfterId: last.id, startAfter: last.createdAt.getTime() }
  const next = contacts.length < limit ? undefined : place
  return {
    contacts: contacts.map(contact => presentListedContact(contact, context.locationId)),
    count: total,
    meta: { total, ...place, ...(next && { nextPageUrl: nextPageOf(context, { ...input.query, ...next }) }) },
  }
}

/** Where the next page is: who turns pages by it does not look at the rest of `meta`. */
function nextPageOf({ apiUrl }: OperationContext, query: object): string {
  const given = Object.entries(query).map(([name, value]): [string, string] => [name, String(value)])
  return `${apiUrl}/contacts/?${new URLSearchParams(given)}`
}

/** Behind a contact's place in time; its id alone is looked up. */
function behind(accountId: string, startAfter: number | undefined, startAfterId: string | undefined) {
  if (startAfter !== undefined) {
    const at = new Date(startAfter).toISOString()
    return sql`(created_at, id) < (${at}::timestamptz, ${startAfterId ?? ''}::text)`
  }
  if (startAfterId === undefined) return undefined
  return sql`(created_at, id) < (select created_at, id from crm_contacts where account_id = ${accountId} and id = ${startAfterId})`
}

/** Lists the contacts of a business. */
export async function runListBusinessContacts(context: OperationContext, input: OperationInput): Promise<object> {
  const { businessId } = input.params
  const { limit = 25, skip = 0, query = '' } = input.query as BusinessContactsQuery
  const { contacts, total } = await context.read(async db => {
    await requireBusiness(db, context.accountId, businessId)
    return await findContacts(db, context.accountId, {
      condition: sql`business_id = ${businessId} and ${queryCondition(query)}`,
      orderBy: NEWEST_FIRST,
      limit,
      offset: skip,
    })
  })
  return { contacts: contacts.map(contact => presentListedContact(contact, context.locationId)), count: total }
}

/** Finds the contact that a new one with this e-mail or phone would duplicate; `contact: null` as live where none is. */
export async function runFindDuplicate(context: OperationContext, input: OperationInput): Promise<object> {
  const { email, number } = input.query as DuplicateQuery
  if (!email?.trim() && !number?.trim()) throw refuse('email', 'or number must be given')
  const match = await context.read(async db => {
    const { country } = await findLocationRules(db, context.accountId)
    // A plus in a query that was not percent-encoded arrives as a space.
    const phone = number === undefined ? null : (readPhone(number.replace(/^ (?=\d)/, '+'), country) ?? null)
    return await findMatch(db, context.accountId, { email: email?.trim() || null, phone })
  })
  return { contact: match === undefined ? null : presentContact(match.contact, context.locationId) }
}
