import { requireUsers } from '../account-users.ts'
import type { OperationContext, OperationInput } from '../operation.ts'
import { notFound, refuse } from '../wire-error.ts'
import { requireWireId } from '../wire-id.ts'
import { withoutAbsent } from '../wire-json.ts'
import { transact, type Work } from '../work.ts'
import { readerOf } from './appointments.ts'
import { type Block, insertBlock, lockBlock, updateBlock } from './block-store.ts'
import { lockCalendar } from './calendar-store.ts'
import { readMoment } from './moments.ts'
import type { Reader } from './present-appointment.ts'
import type { CreateBlockBody, UpdateBlockBody } from './schema.ts'

/** Longer than a year is a calendar that should be switched off. */
const BLOCK_DAYS_MAX = 366
const DAY_MS = 86_400_000

const TITLE_IF_NONE = 'Blocked'

/** Keeps time free of appointments, in a calendar or of a person. */
export async function runCreateBlock(context: OperationContext, { body }: OperationInput): Promise<object> {
  const { title, calendarId, assignedUserId, startTime, endTime } = body as CreateBlockBody
  return await transact(context, async work => {
    const reader = await readerOf(work.db, context)
    const startAt = readMoment('startTime', startTime, reader.zone)
    const endAt = readMoment('endTime', endTime, reader.zone)
    const owner = { calendarId: calendarId || null, userId: assignedUserId || null }
    const stamps = { createdAt: context.now, updatedAt: context.now }
    const block = { id: context.nextWireId(), title: title || TITLE_IF_NONE, ...owner, startAt, endAt, ...stamps }
    await checkBlock(work, block)
    await insertBlock(work.db, context.accountId, block)
    return presentBlock(block, reader)
  })
}

/** Changes a blocked time; naming a calendar or a person gives it to them. */
export async function runUpdateBlock(context: OperationContext, { params, body }: OperationInput): Promise<object> {
  const id = requireWireId('Blocked slot', params.eventId)
  return await transact(context, async work => {
    const reader = await readerOf(work.db, context)
    const before = await lockBlock(work.db, context.accountId, id)
    if (before === undefined) throw notFound('Blocked slot', id)
    const block = blockWith(before, body as UpdateBlockBody, reader)
    await checkBlock(work, { ...block, updatedAt: context.now })
    await updateBlock(work.db, context.accountId, { ...block, updatedAt: context.now })
    return presentBlock(block, reader)
  })
}

function blockWith(before: Block, body: UpdateBlockBody, { zone }: Reader): Block {
  const { title, calendarId, assignedUserId, startTime, endTime } = body
  const named = { calendarId: calendarId || null, userId: assignedUserId || null }
  const isNamed = named.calendarId !== null || named.userId !== null
  return {
    ...before,
    ...(isNamed ? named : {}),
    title: title ?? before.title,
    startAt: startTime === undefined ? before.startAt : readMoment('startTime', startTime, zone),
    endAt: endTime === undefined ? before.endAt : readMoment('endTime', endTime, zone),
  }
}

/** The calendar is locked: deleted at the same moment it would leave the block hanging. */
async function checkBlock(work: Work, { calendarId, userId, startAt, endAt }: Block): Promise<void> {
  const isOneOfBoth = (calendarId === null) !== (userId === null)
  if (!isOneOfBoth) throw refuse('calendarId', 'or assignedUserId must be given, and not both')
  if (endAt <= startAt) throw refuse('endTime', 'must be after startTime')
  if (endAt.getTime() - startAt.getTime() > BLOCK_DAYS_MAX * DAY_MS) {
    throw refuse('endTime', `must be within ${BLOCK_DAYS_MAX} days of startTime`)
  }
  await requireUsers(work, 'assignedUserId', [userId])
  if (calendarId === null) return
  const id = requireWireId('Calendar', calendarId)
  if ((await lockCalendar(work.db, work.context.accountId, id)) === undefined) throw notFound('Calendar', id)
}

function presentBlock({ id, title, startAt, endAt, calendarId, userId }: Block, { locationId, zone }: Reader) {
  const text = (at: Date) => zone.format(at.getTime())
  const times = { startTime: text(startAt), endTime: text(endAt) }
  return withoutAbsent({ id, locationId, title, ...times, calendarId, assignedUserId: userId })
}

/** A blocked time in a list: the document shows it in the shape of an appointment without a contact. */
export function presentBlockEvent(block: Block, reader: Reader): Record<string, unknown> {
  const text = (at: Date) => reader.zone.format(at.getTime())
  const stamps = { dateAdded: text(block.createdAt), dateUpdated: text(block.updatedAt) }
  return { ...presentBlock(block, reader), ...stamps, users: [], isRecurring: false }
}
