import { isDuplicate } from '../../lib/database-error.ts'
import type { OperationContext, OperationInput } from '../operation.ts'
import { notFound, WireError } from '../wire-error.ts'
import { requireWireId } from '../wire-id.ts'
import {
  deleteCustomValue,
  findCustomValue,
  insertCustomValue,
  listCustomValues,
  lockValueKeys,
  updateCustomValue,
} from './custom-value-store.ts'
import { freeKey, snakeCase } from './keys.ts'
import { presentCustomValue } from './present.ts'
import type { CustomValueBody } from './schema.ts'

export async function runListCustomValues(context: OperationContext): Promise<object> {
  const values = await context.read(db => listCustomValues(db, context.accountId))
  return { customValues: values.map(value => presentCustomValue(value, context.locationId)) }
}

export async function runGetCustomValue(context: OperationContext, { params }: OperationInput): Promise<object> {
  const id = requireWireId('Custom value', params.id)
  const value = await context.read(db => findCustomValue(db, context.accountId, id))
  if (value === undefined) throw notFound('Custom value', id)
  return { customValue: presentCustomValue(value, context.locationId) }
}

export async function runCreateCustomValue(context: OperationContext, input: OperationInput): Promise<object> {
  const body = input.body as CustomValueBody
  const name = body.name.trim()
  const value = await refuseTakenName(name, () =>
    context.transact(async ({ db }) => {
      const fieldKey = freeKey(snakeCase(name), await lockValueKeys(db, context.accountId))
      const value = { id: context.nextWireId(), name, fieldKey, value: body.value }
      await insertCustomValue(db, context.accountId, { ...value, createdAt: context.now })
      return value
    }),
  )
  return { customValue: presentCustomValue(value, context.locationId) }
}

/** The key stays when the name changes: templates go on finding their value. */
export async function runUpdateCustomValue(context: OperationContext, input: OperationInput): Promise<object> {
  const id = requireWireId('Custom value', input.params.id)
  const body = input.body as CustomValueBody
  const name = body.name.trim()
  const value = await refuseTakenName(name, () =>
    context.transact(({ db }) =>
      updateCustomValue(db, context.accountId, { id, name, value: body.value, updatedAt: context.now }),
    ),
  )
  if (value === undefined) throw notFound('Custom value', id)
  return { customValue: presentCustomValue(value, context.locationId) }
}

export async function runDeleteCustomValue(context: OperationContext, { params }: OperationInput): Promise<object> {
  const id = requireWireId('Custom value', params.id)
  const isDeleted = await context.transact(({ db }) => deleteCustomValue(db, context.accountId, id))
  if (!isDeleted) throw notFound('Custom value', id)
  return { succeded: true }
}

async function refuseTakenName<T>(name: string, write: () => Promise<T>): Promise<T> {
  try {
    return await write()
  } catch (error) {
    if (!isDuplicate(error, 'crm_custom_values_name')) throw error
    throw new WireError(400, `Custom value with name ${name} already exists`)
  }
}
