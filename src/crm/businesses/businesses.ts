import { randomBytes } from 'node:crypto'
import type { OperationContext, OperationInput } from '../operation.ts'
import { notFound } from '../wire-error.ts'
import { withoutAbsent } from '../wire-json.ts'
import { transact, type Work } from '../work.ts'
import { applyBody, type Business, blankBusiness, isBusinessId, isChanged, TEXT_FIELDS } from './business.ts'
import type { ListBusinessesQuery } from './schema.ts'
import { deleteBusiness, findBusiness, insertBusiness, listBusinesses, lockBusiness, updateBusiness } from './store.ts'

/** Lists the businesses of the location, newest first. */
export async function runListBusinesses(context: OperationContext, { query }: OperationInput): Promise<object> {
  const { limit = 100, skip = 0 } = query as ListBusinessesQuery
  const businesses = await context.read(db => listBusinesses(db, context.accountId, { limit, skip }))
  return { businesses: businesses.map(business => presentBusiness(business, context.locationId)) }
}

/** Reads one business. */
export async function runGetBusiness(context: OperationContext, { params }: OperationInput): Promise<object> {
  const id: string = params.businessId
  const business = isBusinessId(id) ? await context.read(db => findBusiness(db, context.accountId, id)) : undefined
  if (business === undefined) throw notFound('Business', id)
  return { business: presentBusiness(business, context.locationId) }
}

/** Makes a business. */
export async function runCreateBusiness(context: OperationContext, { body }: OperationInput): Promise<object> {
  const blank = blankBusiness(randomBytes(12).toString('hex'), body.name, context.now)
  const business = applyBody(blank, body)
  await transact(context, work => insertBusiness(work.db, context.accountId, business))
  return presentWritten(business, context)
}

/** Changes the given fields of a business. */
export async function runUpdateBusiness(context: OperationContext, { params, body }: OperationInput): Promise<object> {
  const business = await transact(context, async work => {
    const before = await requireLocked(work, params.businessId)
    const after = applyBody(before, body)
    if (!isChanged(before, after)) return before
    const saved = { ...after, updatedAt: context.now }
    await updateBusiness(work.db, context.accountId, saved)
    return saved
  })
  return presentWritten(business, context)
}

/** Deletes a business. Its contacts stay, without one. */
export async function runDeleteBusiness(context: OperationContext, { params }: OperationInput): Promise<object> {
  await transact(context, async work => {
    const { id } = await requireLocked(work, params.businessId)
    await deleteBusiness(work.db, context.accountId, id)
  })
  return { success: true }
}

async function requireLocked({ db, context }: Work, id: string): Promise<Business> {
  const business = isBusinessId(id) ? await lockBusiness(db, context.accountId, id) : undefined
  if (business === undefined) throw notFound('Business', id)
  return business
}

/** `buiseness` is how the published replies spell it. */
function presentWritten(business: Business, { locationId }: OperationContext): object {
  return { success: true, buiseness: presentBusiness(business, locationId) }
}

function presentBusiness(business: Business, locationId: string): Record<string, unknown> {
  const { id, name, createdAt, updatedAt } = business
  return withoutAbsent({
    ...{ id, name, locationId },
    ...Object.fromEntries(TEXT_FIELDS.map(field => [field, business[field]])),
    createdAt: createdAt.toISOString(),
    updatedAt: updatedAt.toISOString(),
  })
}
