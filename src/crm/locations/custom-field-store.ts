import { type Kysely, sql } from 'kysely'
import type { Sql } from '../../lib/database.ts'
import type { CustomFieldAttributes } from './custom-field-rules.ts'

export type CustomFieldModel = 'contact' | 'opportunity'

export interface CustomField {
  id: string
  model: CustomFieldModel
  name: string
  fieldKey: string
  dataType: string
  placeholder: string | null
  position: number
  picklistOptions: string[] | null
  picklistImageOptions: string[] | null
  isCustomOptionAllowed: boolean | null
  isMultiFileAllowed: boolean | null
  fileCountMax: number | null
}

interface CustomFieldTable {
  account_id: string
  id: string
  model: CustomFieldModel
  name: string
  field_key: string
  data_type: string
  placeholder: string | null
  position: number
  picklist_options: string[] | null
  picklist_image_options: string[] | null
  prefill_values: Record<string, string>
  is_custom_option_allowed: boolean | null
  accepted_formats: string[] | null
  is_multi_file_allowed: boolean | null
  file_count_max: number | null
  created_at: Date
  updated_at: Date
}

const COLUMNS = [
  'id',
  'model',
  'name',
  'field_key as fieldKey',
  'data_type as dataType',
  'placeholder',
  'position',
  'picklist_options as picklistOptions',
  'picklist_image_options as picklistImageOptions',
  'is_custom_option_allowed as isCustomOptionAllowed',
  'is_multi_file_allowed as isMultiFileAllowed',
  'file_count_max as fileCountMax',
] as const

const on = (db: Sql): Kysely<{ crm_custom_fields: CustomFieldTable }> => db

export async function listCustomFields(db: Sql, accountId: string, model?: CustomFieldModel): Promise<CustomField[]> {
  let query = on(db).selectFrom('crm_custom_fields').select(COLUMNS).where('account_id', '=', accountId)
  if (model !== undefined) query = query.where('model', '=', model)
  return await query.orderBy('position').orderBy('created_at').orderBy('id').execute()
}

/** By id or by key (`contact.favourite_colour`): the documents allow both. */
export async function findCustomField(db: Sql, accountId: string, idOrKey: string): Promise<CustomField | undefined> {
  return await on(db)
    .selectFrom('crm_custom_fields')
    .select(COLUMNS)
    .where('account_id', '=', accountId)
    .where(eb => eb.or([eb('id', '=', idOrKey), eb('field_key', '=', idOrKey)]))
    .executeTakeFirst()
}

/** By id alone; nobody else changes the field until the transaction ends. */
export async function lockCustomField(db: Sql, accountId: string, id: string): Promise<CustomField | undefined> {
  return await on(db)
    .selectFrom('crm_custom_fields')
    .select(COLUMNS)
    .where('account_id', '=', accountId)
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst()
}

/** The keys in use. Waits for others who are making fields of this account, so that two never choose the same key. */
export async function lockFieldKeys(db: Sql, accountId: string): Promise<Set<string>> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`crm_custom_fields ${accountId}`}, 0))`.execute(db)
  const rows = await on(db)
    .selectFrom('crm_custom_fields')
    .select('field_key')
    .where('account_id', '=', accountId)
    .execute()
  return new Set(rows.map(row => row.field_key))
}

export interface NewCustomField extends CustomFieldAttributes {
  id: string
  model: CustomFieldModel
  name: string
  fieldKey: string
  dataType: string
  createdAt: Date
}

export async function insertCustomField(db: Sql, accountId: string, field: NewCustomField): Promise<CustomField> {
  const { id, model, name, fieldKey, dataType } = field
  return await on(db)
    .insertInto('crm_custom_fields')
    .values({
      account_id: accountId,
      id,
      model,
      name,
      field_key: fieldKey,
      data_type: dataType,
      ...attributeColumns(field),
      created_at: field.createdAt,
      updated_at: field.createdAt,
    } as CustomFieldTable)
    .returning(COLUMNS)
    .executeTakeFirstOrThrow()
}

export interface CustomFieldChange extends CustomFieldAttributes {
  id: string
  name: string
  updatedAt: Date
}

export async function updateCustomField(db: Sql, accountId: string, change: CustomFieldChange): Promise<CustomField> {
  return await on(db)
    .updateTable('crm_custom_fields')
    .set({ name: change.name, ...attributeColumns(change), updated_at: change.updatedAt })
    .where('account_id', '=', accountId)
    .where('id', '=', change.id)
    .returning(COLUMNS)
    .executeTakeFirstOrThrow()
}

/** The field, and what records hold under it: none is left with the value of a field that nobody can see. */
export async function deleteCustomField(db: Sql, accountId: string, id: string): Promise<void> {
  for (const table of ['crm_contacts', 'crm_opportunities']) {
    await sql`
      update ${sql.table(table)} set custom_values = custom_values - ${id}::text
       where account_id = ${accountId} and custom_values ? ${id}`.execute(db)
  }
  await on(db).deleteFrom('crm_custom_fields').where('account_id', '=', accountId).where('id', '=', id).execute()
}

/** Absent attributes stay as they are (or take the column's default). */
function attributeColumns(attributes: CustomFieldAttributes): Partial<CustomFieldTable> {
  const columns = {
    placeholder: attributes.placeholder,
    position: attributes.position,
    picklist_options: attributes.picklistOptions,
    prefill_values: attributes.prefillValues,
    accepted_formats: attributes.acceptedFormats,
    is_multi_file_allowed: attributes.isMultiFileAllowed,
    file_count_max: attributes.fileCountMax,
  }
  return Object.fromEntries(Object.entries(columns).filter(([, value]) => value !== undefined))
}
