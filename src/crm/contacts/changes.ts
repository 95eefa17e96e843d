import { canonicalJson } from '../../lib/canonical-json.ts'
import { mergeCustomValues } from '../custom-values.ts'
import { normaliseEmail } from '../email.ts'
import { normalisePhone } from '../phone.ts'
import { type Contact, TEXT_FIELDS, type TextField } from './contact.ts'
import { normaliseBirthday, normaliseTags } from './rules.ts'
import type { ContactBody } from './schema.ts'

/** What a body's meaning depends on: the location's country for national numbers, the custom values already checked. */
export interface ChangeContext {
  country: string
  customValues: Record<string, unknown>
}

/**
 * The contact as a create, update or upsert body makes it: a field that is not given stays, null or empty text clears it.
 * Throws WireError 422 naming the property that can't be read.
 */
export function applyBody(contact: Contact, body: ContactBody, context: ChangeContext): Contact {
  return {
    ...contact,
    ...givenText(body),
    ...givenName(contact, body),
    ...givenReadings(body, context),
    ...givenSettings(contact, body),
    customValues: mergeCustomValues(contact.customValues, context.customValues),
  }
}

/** The e-mail and phone that a body brings, as they will be stored. */
export function givenIdentity(body: ContactBody, country: string): Pick<Contact, 'email' | 'phone'> {
  return {
    email: normaliseEmail(body.email ?? null),
    phone: normalisePhone(body.phone ?? null, country),
  }
}

/** Fields whose text is kept as it is written. */
const PLAIN_FIELDS = TEXT_FIELDS.filter(field => !['firstName', 'lastName', 'name', 'email', 'phone'].includes(field))

function givenText(body: ContactBody): Partial<Record<TextField, string | null>> {
  const given = PLAIN_FIELDS.filter(field => body[field] !== undefined)
  return Object.fromEntries(given.map(field => [field, body[field] || null]))
}

function givenReadings(body: ContactBody, { country }: ChangeContext): Partial<Contact> {
  const { email, phone, dateOfBirth, tags } = body
  return {
    ...(email === undefined ? {} : { email: normaliseEmail(email) }),
    ...(phone === undefined ? {} : { phone: normalisePhone(phone, country) }),
    ...(dateOfBirth === undefined ? {} : { dateOfBirth: normaliseBirthday(dateOfBirth) }),
    ...(tags === undefined ? {} : { tags: normaliseTags(tags) }),
  }
}

function givenSettings(contact: Contact, body: ContactBody): Partial<Contact> {
  return {
    ...(body.dnd === undefined ? {} : { dnd: body.dnd }),
    dndSettings: { ...contact.dndSettings, ...body.dndSettings },
    inboundDndSettings: { ...contact.inboundDndSettings, ...body.inboundDndSettings },
  }
}

/** A name alone is split at its first space, first and last name alone are joined; who gives all means all. */
function givenName(contact: Contact, body: ContactBody): Partial<Contact> {
  const { name, firstName, lastName } = body
  if (name === undefined && firstName === undefined && lastName === undefined) return {}
  if (firstName === undefined && lastName === undefined) return splitName(name || null)
  const first = (firstName === undefined ? contact.firstName : firstName) || null
  const last = (lastName === undefined ? contact.lastName : lastName) || null
  return { firstName: first, lastName: last, name: name || joinName(first, last) }
}

function splitName(name: string | null): Pick<Contact, 'name' | 'firstName' | 'lastName'> {
  const words = name?.trim().split(/\s+/) ?? []
  return { name, firstName: words[0] || null, lastName: words.slice(1).join(' ') || null }
}

function joinName(first: string | null, last: string | null): string | null {
  return [first, last].filter(Boolean).join(' ') || null
}

/** True when the two differ in what a caller can set; the time of the last change doesn't count. */
export function isChanged(before: Contact, after: Contact): boolean {
  return canonicalJson({ ...before, updatedAt: null }) !== canonicalJson({ ...after, updatedAt: null })
}
