import { canonicalJson } from '../../lib/canonical-json.ts'
import { normaliseEmail } from '../email.ts'
import type { BusinessBody } from './schema.ts'

/** What is known of a business besides its name; the value is the column that holds it. */
export const TEXT_COLUMNS = {
  phone: 'phone',
  email: 'email',
  website: 'website',
  address: 'address',
  city: 'city',
  description: 'description',
  state: 'state',
  postalCode: 'postal_code',
  country: 'country',
} as const

export type TextField = keyof typeof TEXT_COLUMNS
export const TEXT_FIELDS = Object.keys(TEXT_COLUMNS) as TextField[]

/** A company that contacts of the account belong to. Text that nobody gave is null. */
export interface Business extends Record<TextField, string | null> {
  /** 24 hexadecimal digits, unlike the other ids. */
  id: string
  name: string
  createdAt: Date
  updatedAt: Date
}

/** A business about which only the name is known. */
export function blankBusiness(id: string, name: string, now: Date): Business {
  const text = Object.fromEntries(TEXT_FIELDS.map(field => [field, null])) as Record<TextField, null>
  return { ...text, id, name, createdAt: now, updatedAt: now }
}

/** The business as a body makes it: a field that is not given stays, null or empty text clears it. */
export function applyBody(business: Business, body: BusinessBody): Business {
  const given = TEXT_FIELDS.filter(field => body[field] !== undefined)
  const text = Object.fromEntries(given.map(field => [field, body[field] || null]))
  const email = body.email === undefined ? {} : { email: normaliseEmail(body.email) }
  return { ...business, ...text, ...email, name: body.name ?? business.name }
}

/** True when the two differ in what a caller can set. */
export function isChanged(before: Business, after: Business): boolean {
  return canonicalJson(before) !== canonicalJson({ ...after, updatedAt: before.updatedAt })
}

/** True for text that can be the id of a business. */
export function isBusinessId(text: string): boolean {
  return /^[0-9a-f]{24}$/.test(text)
}
