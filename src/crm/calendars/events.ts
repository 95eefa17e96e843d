import type { Sql } from '../../lib/database.ts'
import type { OperationContext, OperationInput } from '../operation.ts'
import { notFound, refuse } from '../wire-error.ts'
import { isWireId } from '../wire-id.ts'
import { transact } from '../work.ts'
import { listAppointments, type Owner, type Window } from './appointment-store.ts'
import { readerOf } from './appointments.ts'
import { type BlockOwner, deleteBlock, listBlocks } from './block-store.ts'
import { presentBlockEvent } from './blocks.ts'
import { removeAppointment } from './change-appointment.ts'
import { lockIfThere } from './find-appointment.ts'
import { ofCalendar, ofGroup, ofUsers } from './owners.ts'
import { presentEvent, type Reader } from './present-appointment.ts'
import type { EventsQuery } from './schema.ts'

/** Lists the appointments of a calendar, a group or a person that touch a window of time. */
export async function runListEvents(context: OperationContext, { query }: OperationInput): Promise<object> {
  return await list(context, query as EventsQuery, async ({ db, reader, window, owner }) => {
    const appointments = await listAppointments(db, window, ownersOf(context.accountId, owner))
    return appointments.map(appointment => presentEvent(appointment, reader))
  })
}

/** Lists the blocked times of a calendar, a group or a person that touch a window of time. */
export async function runListBlocks(context: OperationContext, { query }: OperationInput): Promise<object> {
  return await list(context, query as EventsQuery, async ({ db, reader, window, owner }) => {
    const blocks = await listBlocks(db, window, owner)
    return blocks.map(block => presentBlockEvent(block, reader))
  })
}

/** Deletes an appointment, one of a series, or a blocked time. */
export async function runDeleteEvent(context: OperationContext, { params }: OperationInput): Promise<object> {
  const id: string = params.eventId
  await transact(context, async work => {
    const appointment = await lockIfThere(work, id)
    if (appointment !== undefined) return await removeAppointment(work, appointment)
    const isGone = isWireId(id) && (await deleteBlock(work.db, context.accountId, id))
    if (!isGone) throw notFound('Event', id)
  })
  return { succeeded: true }
}

interface Listing {
  db: Sql
  reader: Reader
  window: Window
  owner: BlockOwner
}

async function list(
  context: OperationContext,
  query: EventsQuery,
  read: (listing: Listing) => Promise<object[]>,
): Promise<object> {
  const owner = readOwner(query)
  const window = { accountId: context.accountId, ...readWindow(query) }
  // What can be no id is nobody's: nothing is found, as with the id of a stranger.
  if (!Object.values(owner).every(isWireId)) return { events: [] }
  return await context.read(async db => ({
    events: await read({ db, window, owner, reader: await readerOf(db, context) }),
  }))
}

/** The narrowest of those that are named; one of them must be. */
function readOwner({ calendarId, userId, groupId }: EventsQuery): BlockOwner {
  if (calendarId) return { calendarId }
  if (userId) return { userId }
  if (groupId) return { groupId }
  throw refuse('calendarId', ', userId or groupId must be given')
}

function ownersOf(accountId: string, owner: BlockOwner): Owner[] {
  if ('calendarId' in owner) return ofCalendar(owner.calendarId)
  return 'userId' in owner ? ofUsers([owner.userId]) : ofGroup(accountId, owner.groupId)
}

/** The years that appointments can be in. */
const LAST_MS = Date.UTC(9999, 0)

function readWindow({ startTime, endTime }: EventsQuery): { from: Date; to: Date } {
  const [from, to] = [Number(startTime), Number(endTime)]
  if (from > LAST_MS || to > LAST_MS) throw refuse('endTime', 'must be in milliseconds since 1970')
  if (to < from) throw refuse('endTime', 'must not be before startTime')
  return { from: new Date(from), to: new Date(to) }
}
