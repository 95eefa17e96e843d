import type { ImportColumn } from '../../../domain/contact-import.ts'
import { type FieldFault, Problem } from '../../../domain/problem.ts'
import { TEXT_FIELDS } from '../contact.ts'

/** A custom field that a column may go to. */
export interface CustomField {
  id: string
  name: string
  /** `contact.shoe_size` */
  fieldKey: string
  dataType: string
}

/** What a column may go to, beside custom fields. */
export const IMPORT_FIELDS = [...TEXT_FIELDS, 'dateOfBirth', 'tags', 'dnd'] as const

/** Headers that other programs write, beside the fields' own names. */
const ALSO: Record<string, string> = {
  fullname: 'name',
  contactname: 'name',
  givenname: 'firstName',
  surname: 'lastName',
  familyname: 'lastName',
  mail: 'email',
  emailaddress: 'email',
  phonenumber: 'phone',
  mobile: 'phone',
  mobilephone: 'phone',
  telephone: 'phone',
  company: 'companyName',
  businessname: 'companyName',
  organization: 'companyName',
  organisation: 'companyName',
  address: 'address1',
  street: 'address1',
  streetaddress: 'address1',
  town: 'city',
  region: 'state',
  province: 'state',
  zip: 'postalCode',
  zipcode: 'postalCode',
  postcode: 'postalCode',
  url: 'website',
  leadsource: 'source',
  birthday: 'dateOfBirth',
  birthdate: 'dateOfBirth',
  dob: 'dateOfBirth',
  tag: 'tags',
  labels: 'tags',
  owner: 'assignedTo',
  assigneduser: 'assignedTo',
}

const COLUMNS_MAX = 250
/** Values of these types are no text that a cell could hold. */
const OBJECT_TYPES = ['FILE_UPLOAD', 'TEXTBOX_LIST', 'SIGNATURE']

/**
 * Where each column goes: as `map` says ("Header=field", nothing behind the sign leaves it out), else by its header.
 * Throws input_invalid naming every column that goes nowhere (`map/Shoe size`): a forgotten one is never dropped in silence.
 */
export function planColumns(
  header: readonly string[],
  map: readonly string[],
  customFields: readonly CustomField[],
): ImportColumn[] {
  const names = header.map(name => name.trim())
  if (names.length > COLUMNS_MAX) throw refuse([{ field: 'file', message: `must have at most ${COLUMNS_MAX} columns` }])
  const wishes = readMap(map, names)
  const faults: FieldFault[] = []
  const columns = names.map((name): ImportColumn => {
    const wish = wishes.get(name)
    if (wish === '') return { header: name, field: null }
    const field = wish === undefined ? fieldOfHeader(name, customFields) : fieldNamed(wish, customFields)
    if (field === undefined) faults.push({ field: `map/${name}`, message: nowhere(name, wish) })
    return { header: name, field: field ?? null }
  })
  faults.push(...doubles(columns))
  if (columns.every(({ field }) => field === null) && faults.length === 0) {
    faults.push({ field: 'map', message: 'must leave at least one column that goes to a field' })
  }
  if (faults.length > 0) throw refuse(faults, customFields)
  return columns
}

function readMap(map: readonly string[], names: readonly string[]): Map<string, string> {
  const faults: FieldFault[] = []
  const wishes = map.map((entry): [string, string] => {
    // A header may hold the sign, a field never does.
    const sign = entry.lastIndexOf('=')
    const header = entry.slice(0, Math.max(sign, 0)).trim()
    if (sign === -1) faults.push({ field: 'map', message: `${quote(entry)} must be written as Header=field` })
    else if (!names.includes(header)) {
      faults.push({
        field: 'map',
        message: `the file has no column ${quote(header)}; it has ${names.map(quote).join(', ')}`,
      })
    }
    return [header, entry.slice(sign + 1).trim()]
  })
  if (faults.length > 0) throw refuse(faults)
  return new Map(wishes)
}

function fieldOfHeader(header: string, customFields: readonly CustomField[]): string | undefined {
  const bare = bareName(header)
  const own =
    IMPORT_FIELDS.find(field => field.toLowerCase() === bare) ?? (Object.hasOwn(ALSO, bare) ? ALSO[bare] : undefined)
  return own ?? customOf(header, customFields)
}

function fieldNamed(wish: string, customFields: readonly CustomField[]): string | undefined {
  return IMPORT_FIELDS.find(field => field === wish) ?? customOf(wish, customFields)
}

/** By id, key with or without the model before it, or name. */
function customOf(wish: string, customFields: readonly CustomField[]): string | undefined {
  const bare = wish.replace(/^customFields?\./, '')
  const found = customFields.find(
    ({ id, fieldKey, name }) =>
      id === bare || fieldKey === bare || fieldKey === `contact.${bare}` || name.toLowerCase() === wish.toLowerCase(),
  )
  return found === undefined || OBJECT_TYPES.includes(found.dataType) ? undefined : `customFields.${found.id}`
}

function doubles(columns: readonly ImportColumn[]): FieldFault[] {
  const byField = Map.groupBy(columns, ({ field }) => field)
  return [...byField]
    .filter(([field, those]) => field !== null && those.length > 1)
    .map(([field, those]) => ({
      field: `map/${those[0]?.header}`,
      message: `${those.map(({ header }) => quote(header)).join(' and ')} both go to ${field}: leave one out with Header=`,
    }))
}

function nowhere(name: string, wish: string | undefined): string {
  const fields = `${IMPORT_FIELDS.join(', ')}, or the key of a custom field`
  return wish === undefined
    ? `the column ${quote(name)} is no field of contacts: name one with ${name}=field, or leave it out with ${name}=. Fields: ${fields}`
    : `${quote(wish)} is no field of contacts that a column can go to. Fields: ${fields}`
}

const bareName = (header: string) => header.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '')
const quote = (text: string) => `“${text.slice(0, 100)}”`

/** With `columnFields`, what a column may go to, for a program that lets a person choose. */
function refuse(fields: FieldFault[], customFields: readonly CustomField[] = []): Problem {
  const own = customFields.filter(({ dataType }) => !OBJECT_TYPES.includes(dataType)).map(({ fieldKey }) => fieldKey)
  return new Problem('input_invalid', {
    detail: fields.map(({ field, message }) => `${field}: ${message}`).join('; '),
    fields,
    facts: { columnFields: [...IMPORT_FIELDS, ...own] },
  })
}
