import type { OperationContext, OperationInput } from '../operation.ts'
import { notFound, WireError } from '../wire-error.ts'
import { isWireId } from '../wire-id.ts'
import { findLocation, listLocations } from './location-store.ts'
import { presentFoundLocation, presentLocation, presentTask } from './present.ts'
import type { LocationSearchQuery, TaskSearchBody } from './schema.ts'
import { searchTasks } from './task-store.ts'

/** A location's token finds its own location, an agency's token all of its locations. */
export async function runSearchLocations(context: OperationContext, input: OperationInput): Promise<object> {
  const query = input.query as LocationSearchQuery
  if (query.companyId !== undefined && query.companyId !== context.companyId) {
    throw new WireError(403, 'The token does not have access to this company.')
  }
  const search = {
    email: query.email,
    isDescending: query.order === 'desc',
    limit: query.limit ?? 10,
    skip: query.skip ?? 0,
  }
  const locations = await context.read(db => listLocations(db, context.accountId, search))
  return { locations: locations.map(presentFoundLocation) }
}

export async function runGetLocation(context: OperationContext): Promise<object> {
  const location = await context.read(db => findLocation(db, context.accountId))
  if (location === undefined) throw notFound('Location', context.locationId)
  return { location: presentLocation(location, context.companyId) }
}

export async function runSearchTasks(context: OperationContext, input: OperationInput): Promise<object> {
  const body = input.body as TaskSearchBody
  const { searchAfter } = body
  const search = {
    contactIds: body.contactId,
    assignedTo: body.assignedTo,
    isCompleted: body.completed,
    text: body.query,
    businessId: body.businessId,
    after: searchAfter && readSearchAfter(searchAfter),
    limit: body.limit ?? 25,
    skip: body.skip ?? 0,
  }
  const tasks = await context.read(db => searchTasks(db, context.accountId, search))
  return { tasks: tasks.map(task => presentTask(task, context.locationId)) }
}

/** The end of the year 9999: dates beyond it have no four-digit year. */
const LAST_MS = 253_402_300_799_999

function readSearchAfter([ms, id]: unknown[]): { createdAt: Date; id: string } {
  const isTime = typeof ms === 'number' && Number.isInteger(ms) && ms >= 0 && ms <= LAST_MS
  if (isTime && typeof id === 'string' && isWireId(id)) return { createdAt: new Date(ms), id }
  throw new WireError(422, 'searchAfter must be the searchAfter of the last task that was found')
}

/** Every zone that this server can reckon in; the documents describe no body. */
export async function runListTimezones(): Promise<object> {
  return { timeZones: Intl.supportedValuesOf('timeZone') }
}
