import { sql } from 'kysely'
import { type CustomFieldInput, givenValue } from './custom-field-input.ts'
import { refuse } from './wire-error.ts'
import type { Work } from './work.ts'

/** Records that can have custom fields. */
type Model = 'contact' | 'opportunity'

/** What a custom value is checked against. */
export interface CustomFieldDefinition {
  id: string
  fieldKey: string
  dataType: string
}

/**
 * The values of a request by the id of their field. Throws WireError 422 for a field that the location hasn't, and for a
 * value of another type than the field's.
 */
export async function readCustomValues(
  work: Pick<Work, 'db' | 'context'>,
  model: Model,
  inputs: readonly CustomFieldInput[] = [],
): Promise<Record<string, unknown>> {
  if (inputs.length === 0) return {}
  const fields = await findFields(work, model, inputs)
  const values = inputs.map((input, index) => {
    const field = fields.find(known =>
      input.id === undefined ? known.fieldKey === fullKey(model, input.key) : known.id === input.id,
    )
    if (field === undefined)
      throw refuse(`customFields.${index}`, 'must name the id or key of a custom field of the location')
    const { spelling, value } = givenValue(input)
    return [field.id, checkCustomValue(field, value, `customFields.${index}.${spelling}`)]
  })
  return Object.fromEntries(values)
}

/** Clients name a field by its key with or without the model before it. */
function fullKey(model: Model, key = ''): string {
  return key.startsWith(`${model}.`) ? key : `${model}.${key}`
}

async function findFields(
  { db, context }: Pick<Work, 'db' | 'context'>,
  model: Model,
  inputs: readonly CustomFieldInput[],
): Promise<CustomFieldDefinition[]> {
  const ids = inputs.map(input => input.id ?? '')
  const keys = inputs.map(input => fullKey(model, input.key))
  const { rows } = await sql<CustomFieldDefinition>`
    select id, field_key as "fieldKey", data_type as "dataType" from crm_custom_fields
     where account_id = ${context.accountId} and model = ${model} and (id = any(${ids}) or field_key = any(${keys}))`.execute(
    db,
  )
  return rows
}

const NUMBER_TYPES = ['NUMERICAL', 'MONETORY', 'FLOAT']
const LIST_TYPES = ['CHECKBOX', 'MULTIPLE_OPTIONS']
const OBJECT_TYPES = ['FILE_UPLOAD', 'TEXTBOX_LIST', 'SIGNATURE']
const TEXT_CHARS_MAX = 5000
const LIST_ITEMS_MAX = 500
const OBJECT_CHARS_MAX = 20_000

/** A value as its field's type has it; null and empty text take it away. Throws WireError 422 naming the property. */
export function checkCustomValue(field: CustomFieldDefinition, value: unknown, property: string): unknown {
  if (value === null || value === undefined || value === '') return null
  if (NUMBER_TYPES.includes(field.dataType)) return checkedNumber(value, property)
  if (LIST_TYPES.includes(field.dataType)) return checkedList(value, property)
  if (OBJECT_TYPES.includes(field.dataType)) return checkedObject(value, property)
  return checkedText(value, property)
}

function checkedNumber(value: unknown, property: string): number {
  const number = typeof value === 'string' && /^-?\d{1,15}(\.\d{1,10})?$/.test(value.trim()) ? Number(value) : value
  if (typeof number !== 'number' || !Number.isFinite(number)) throw refuse(property, 'must be a number')
  return number
}

function checkedText(value: unknown, property: string): string {
  const text = typeof value === 'number' || typeof value === 'boolean' ? String(value) : value
  if (typeof text !== 'string' || text.length > TEXT_CHARS_MAX) {
    throw refuse(property, `must be a string of at most ${TEXT_CHARS_MAX} characters`)
  }
  return text
}

function checkedList(value: unknown, property: string): string[] {
  const list = typeof value === 'string' ? [value] : value
  if (!Array.isArray(list) || list.length > LIST_ITEMS_MAX) throw refuse(property, 'must be an array of strings')
  return list.map(item => checkedText(item, property))
}

function checkedObject(value: unknown, property: string): unknown {
  if (typeof value !== 'object' || JSON.stringify(value).length > OBJECT_CHARS_MAX) {
    throw refuse(property, `must be an object of at most ${OBJECT_CHARS_MAX} characters of JSON`)
  }
  return value
}

/** A value of null, empty text or an empty list takes the field away. */
export function mergeCustomValues(
  current: Record<string, unknown>,
  given: Record<string, unknown>,
): Record<string, unknown> {
  const merged = { ...current, ...given }
  return Object.fromEntries(Object.entries(merged).filter(([, value]) => !isEmpty(value)))
}

function isEmpty(value: unknown): boolean {
  return value === null || value === undefined || value === '' || (Array.isArray(value) && value.length === 0)
}
