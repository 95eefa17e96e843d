import type { FieldKind, SearchField, SearchFields } from '../search-filters.ts'
import { CONTACT_LINES } from '../search-text.ts'

const line = (field: (typeof CONTACT_LINES)[number]): SearchField => ({
  kind: 'line',
  source: String(CONTACT_LINES.indexOf(field) + 1),
})
const column = (kind: FieldKind, source: string): SearchField => ({ kind, source })

const FIELDS: Record<string, SearchField> = {
  id: column('id', 'id'),
  name: line('name'),
  contactName: line('name'),
  fullNameLowerCase: line('name'),
  firstName: line('firstName'),
  firstNameLowerCase: line('firstName'),
  lastName: line('lastName'),
  lastNameLowerCase: line('lastName'),
  email: line('email'),
  emailLowerCase: line('email'),
  phone: column('phone', 'phone'),
  companyName: line('companyName'),
  businessName: line('companyName'),
  businessId: column('id', 'business_id'),
  assignedTo: column('id', 'assigned_to'),
  address: column('text', 'address1'),
  address1: column('text', 'address1'),
  city: column('text', 'city'),
  state: column('text', 'state'),
  country: column('text', 'country'),
  postalCode: column('text', 'postal_code'),
  website: column('text', 'website'),
  timezone: column('text', 'timezone'),
  source: column('text', 'source'),
  gender: column('text', 'gender'),
  type: column('text', 'type'),
  dnd: column('boolean', 'dnd'),
  dateAdded: column('instant', 'created_at'),
  dateUpdated: column('instant', 'updated_at'),
  dateOfBirth: column('day', 'date_of_birth'),
  tags: column('list', 'tags'),
  followers: column('list', 'followers'),
}

/** The field of that name; `customFields.<id>` is one, too. */
export function searchFieldOf(name: string): SearchField | undefined {
  const customFieldId = /^customFields\.([0-9A-Za-z]{1,50})$/.exec(name)?.[1]
  if (customFieldId !== undefined) return column('custom', customFieldId)
  return Object.hasOwn(FIELDS, name) ? FIELDS[name] : undefined
}

/** What searches for contacts may name. */
export const CONTACT_FIELDS: SearchFields = {
  find: searchFieldOf,
  description: 'a field that contacts are searched by, such as email, tags or dateAdded',
}
