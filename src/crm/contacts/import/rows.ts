import type { ImportColumn, ImportFault } from '../../../domain/contact-import.ts'
import { type CustomFieldDefinition, checkCustomValue } from '../../custom-values.ts'
import { normaliseEmail } from '../../email.ts'
import { normalisePhone } from '../../phone.ts'
import { WireError } from '../../wire-error.ts'
import { normaliseBirthday, normaliseTags } from '../rules.ts'
import { type ContactBody, UpdateContactBody } from '../schema.ts'

/** What the cells of an account's files are read with. */
export interface RowRules {
  columns: readonly ImportColumn[]
  /** ISO 3166 code that national phone numbers are read with. */
  country: string
  customFields: readonly CustomFieldDefinition[]
  /** Wire ids of the account's users, by id and by e-mail in lower case. */
  users: ReadonlyMap<string, string>
}

/** A row as a contact's fields; or, when one of its cells can't be taken, its faults alone. */
export interface ReadRow {
  /** As a spreadsheet counts: the header is row 1. */
  number: number
  body: ContactBody
  customValues: Record<string, unknown>
  faults: ImportFault[]
  /** True when no cell that goes to a field holds anything. */
  isEmpty: boolean
}

const VALUE_CHARS_KEPT = 500
const TAG_CHARS_MAX = 255

/** Reads one record. Empty cells say nothing: they neither set nor clear a field. */
export function readRow(cells: readonly string[], number: number, rules: RowRules): ReadRow {
  const row: ReadRow = { number, body: {}, customValues: {}, faults: [], isEmpty: true }
  const country = countryOf(cells, rules)
  for (const [place, { header, field }] of rules.columns.entries()) {
    const value = (cells[place] ?? '').trim()
    if (value === '' || field === null) continue
    row.isEmpty = false
    try {
      readCell(row, { field, value, country }, rules)
    } catch (error) {
      if (!(error instanceof WireError)) throw error
      row.faults.push(faultAt({ row: number, place, column: header, value }, problemOf(error)))
    }
  }
  const beyond = cells.slice(rules.columns.length).findIndex(cell => cell.trim() !== '')
  if (beyond !== -1) row.faults.push(beyondHeader(cells, number, rules.columns.length + beyond))
  return row
}

interface Cell {
  field: string
  value: string
  country: string
}

function readCell(row: ReadRow, { field, value, country }: Cell, { customFields, users }: RowRules): void {
  if (value.includes('\0')) throw new WireError(422, 'cell must not contain the character NUL')
  if (field.startsWith('customFields.')) {
    const known = customFields.find(({ id }) => `customFields.${id}` === field)
    if (known === undefined) throw new WireError(422, 'cell goes to a custom field that is there no more')
    row.customValues[known.id] = checkCustomValue(known, isList(known) ? splitList(value) : value, 'cell')
    return
  }
  Object.assign(row.body, { [field]: readField({ field, value, country }, users) })
}

function readField({ field, value, country }: Cell, users: RowRules['users']): unknown {
  switch (field) {
    case 'email':
      return normaliseEmail(value)
    case 'phone':
      return normalisePhone(value, country)
    case 'dateOfBirth':
      return normaliseBirthday(value)
    case 'tags':
      return readTags(value)
    case 'dnd':
      return readYesNo(value)
    case 'assignedTo':
      return readUser(value, users)
    default:
      return readText(field, value)
  }
}

function readText(field: string, value: string): string {
  const { maxLength = 255 } = (UpdateContactBody.properties as Record<string, { maxLength?: number }>)[field] ?? {}
  if (value.length > maxLength) throw new WireError(422, `cell must be at most ${maxLength} characters long`)
  return value
}

function readTags(value: string): string[] {
  const tags = normaliseTags(splitList(value))
  const long = tags.some(tag => tag.length > TAG_CHARS_MAX)
  if (long)
    throw new WireError(422, `cell must hold tags of at most ${TAG_CHARS_MAX} characters, with commas between them`)
  return tags
}

function readYesNo(value: string): boolean {
  if (/^(true|yes|y|1)$/i.test(value)) return true
  if (/^(false|no|n|0)$/i.test(value)) return false
  throw new WireError(422, 'cell must be yes or no')
}

function readUser(value: string, users: RowRules['users']): string {
  const id = users.get(value) ?? users.get(value.toLowerCase())
  if (id === undefined) throw new WireError(422, 'cell must be the e-mail or the id of a user of this location')
  return id
}

function isList({ dataType }: CustomFieldDefinition): boolean {
  return dataType === 'CHECKBOX' || dataType === 'MULTIPLE_OPTIONS'
}

function splitList(value: string): string[] {
  return value
    .split(/[,;|]/)
    .map(item => item.trim())
    .filter(item => item !== '')
}

/** A contact's own country, where it is a code, reads its national numbers. */
function countryOf(cells: readonly string[], { columns, country }: RowRules): string {
  const own = cells[columns.findIndex(({ field }) => field === 'country')]?.trim() ?? ''
  return /^[A-Z]{2}$/.test(own) ? own : country
}

function beyondHeader(cells: readonly string[], row: number, place: number): ImportFault {
  const problem = `the row has more cells than the header has columns: put text that holds the separator between quotation marks`
  return faultAt({ row, place, column: `(column ${place + 1})`, value: cells[place] ?? '' }, problem)
}

/** A fault with so much of the value as a report can show. PostgreSQL takes no NUL. */
export function faultAt(at: Omit<ImportFault, 'problem'>, problem: string): ImportFault {
  return { ...at, value: at.value.slice(0, VALUE_CHARS_KEPT).toWellFormed().replaceAll('\0', '\uFFFD'), problem }
}

/** The sentence of a refusal without the property before it: the report has the column for that. */
function problemOf({ message }: WireError): string {
  return message.replace(/^[\w.]+ /, '')
}
