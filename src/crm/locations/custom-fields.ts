import { isDuplicate } from '../../lib/database-error.ts'
import type { OperationContext, OperationInput } from '../operation.ts'
import { notFound, WireError } from '../wire-error.ts'
import { isWireId, requireWireId } from '../wire-id.ts'
import { readCustomField } from './custom-field-rules.ts'
import {
  type CustomField,
  deleteCustomField,
  findCustomField,
  insertCustomField,
  listCustomFields,
  lockCustomField,
  lockFieldKeys,
  updateCustomField,
} from './custom-field-store.ts'
import { freeKey, isFieldKey, snakeCase } from './keys.ts'
import { presentCustomField, presentStandardField } from './present.ts'
import type { CustomFieldBody, CustomFieldsQuery, CustomFieldUpdateBody } from './schema.ts'
import { STANDARD_KEYS, standardField } from './standard-fields.ts'

/** Without a model the contacts' fields are meant, as before opportunities had any. */
export async function runListCustomFields(context: OperationContext, { query }: OperationInput): Promise<object> {
  const { model = 'contact' } = query as CustomFieldsQuery
  const fields = await context.read(db => listCustomFields(db, context.accountId, model === 'all' ? undefined : model))
  return { customFields: fields.map(field => presentCustomField(field, context.locationId)) }
}

export async function runGetCustomField(context: OperationContext, { params }: OperationInput): Promise<object> {
  const id: string = params.id
  const standard = standardField(id)
  if (standard !== undefined) return { customField: presentStandardField(standard, context.locationId) }
  const isLookedUp = isWireId(id) || isFieldKey(id)
  const field = isLookedUp ? await context.read(db => findCustomField(db, context.accountId, id)) : undefined
  if (field === undefined) throw notFound('Custom field', id)
  return { customField: presentCustomField(field, context.locationId) }
}

export async function runCreateCustomField(context: OperationContext, input: OperationInput): Promise<object> {
  const body = input.body as CustomFieldBody
  const attributes = readCustomField(body, body.dataType, true)
  const model = body.model ?? 'contact'
  const name = body.name.trim()
  const field = await refuseTakenName(name, () =>
    context.transact(async ({ db }) => {
      const taken = await lockFieldKeys(db, context.accountId)
      const fieldKey = freeKey(`${model}.${snakeCase(name)}`, taken.union(STANDARD_KEYS))
      return insertCustomField(db, context.accountId, {
        ...attributes,
        id: context.nextWireId(),
        model,
        name,
        fieldKey,
        dataType: body.dataType,
        createdAt: context.now,
      })
    }),
  )
  return { customField: presentCustomField(field, context.locationId) }
}

export async function runUpdateCustomField(context: OperationContext, input: OperationInput): Promise<object> {
  const id = requireWireId('Custom field', input.params.id)
  const body = input.body as CustomFieldUpdateBody
  const name = body.name.trim()
  const field = await refuseTakenName(name, () =>
    context.transact(async ({ db }) => {
      const old = await lockCustomField(db, context.accountId, id)
      if (old === undefined) throw notFound('Custom field', id)
      if (body.model !== undefined && body.model !== old.model) {
        throw new WireError(422, `model must be ${old.model}: a field stays with the model it was made for`)
      }
      const attributes = readCustomField(body, old.dataType, false)
      return updateCustomField(db, context.accountId, { ...attributes, id, name, updatedAt: context.now })
    }),
  )
  return { customField: presentCustomField(field, context.locationId) }
}

export async function runDeleteCustomField(context: OperationContext, { params }: OperationInput): Promise<object> {
  const id = requireWireId('Custom field', params.id)
  await context.transact(async ({ db }) => {
    const field = await lockCustomField(db, context.accountId, id)
    if (field === undefined) throw notFound('Custom field', id)
    await deleteCustomField(db, context.accountId, field.id)
  })
  return { succeded: true }
}

async function refuseTakenName(name: string, write: () => Promise<CustomField>): Promise<CustomField> {
  try {
    return await write()
  } catch (error) {
    if (isDuplicate(error, 'crm_custom_fields_name'))
      throw new WireError(400, `Custom field with name ${name} already exists`)
    throw error
  }
}
