import type { Sql } from '../../lib/database.ts'
import { isDuplicate } from '../../lib/database-error.ts'
import { requireUsers } from '../account-users.ts'
import type { OperationContext, OperationInput } from '../operation.ts'
import { notFound } from '../wire-error.ts'
import { isWireId, requireWireId } from '../wire-id.ts'
import { transact, type Work } from '../work.ts'
import { type Calendar, DEFAULT_SETTINGS } from './calendar.ts'
import { checkCalendar, impliedType, settingsWith, slugOf } from './calendar-rules.ts'
import type { CalendarsQuery, CreateCalendarBody, UpdateCalendarBody } from './calendar-schema.ts'
import {
  deleteCalendar,
  findCalendar,
  insertCalendar,
  listCalendars,
  lockCalendar,
  updateCalendar,
} from './calendar-store.ts'
import { findGroup } from './group-store.ts'
import { slugTaken } from './groups.ts'
import { presentCalendar } from './present-calendar.ts'

/** Lists the calendars of the location, or of one of its groups. */
export async function runListCalendars(context: OperationContext, { query }: OperationInput): Promise<object> {
  const { groupId, showDrafted = true } = query as CalendarsQuery
  const isNoGroup = groupId !== undefined && !isWireId(groupId)
  const filter = { groupId, ...(showDrafted ? {} : { isActive: true as const }) }
  const calendars = isNoGroup ? [] : await context.read(db => listCalendars(db, context.accountId, filter))
  return { calendars: calendars.map(calendar => presentCalendar(calendar, context.locationId)) }
}

/** Reads one calendar. */
export async function runGetCalendar(context: OperationContext, { params }: OperationInput): Promise<object> {
  const calendar = await context.read(db => requireCalendar(db, context, params.calendarId))
  return { calendar: presentCalendar(calendar, context.locationId) }
}

/** The account's calendar, or the 404 that another account's, a deleted and a made-up id share. */
export async function requireCalendar(db: Sql, context: OperationContext, calendarId: string): Promise<Calendar> {
  const id = requireWireId('Calendar', calendarId)
  const calendar = await findCalendar(db, context.accountId, id)
  if (calendar === undefined) throw notFound('Calendar', id)
  return calendar
}

/** Makes a calendar; 400 where its slug is in use. */
export async function runCreateCalendar(context: OperationContext, { body }: OperationInput): Promise<object> {
  const calendar = await transact(context, async work => {
    const draft = newCalendar(context, body as CreateCalendarBody)
    await checkReferences(work, draft)
    return await insertWithSlug(work, draft, (body as CreateCalendarBody).slug)
  })
  return { calendar: presentCalendar(calendar, context.locationId) }
}

/** Changes the given parts of a calendar. */
export async function runUpdateCalendar(context: OperationContext, { params, body }: OperationInput): Promise<object> {
  const id = requireWireId('Calendar', params.calendarId)
  const { slug = '' } = body as UpdateCalendarBody
  try {
    const calendar = await transact(context, async work => {
      const before = await lockCalendar(work.db, context.accountId, id)
      if (before === undefined) throw notFound('Calendar', id)
      const after = calendarWith(context, before, body as UpdateCalendarBody)
      await checkReferences(work, after)
      await updateCalendar(work.db, context.accountId, after)
      return after
    })
    return { calendar: presentCalendar(calendar, context.locationId) }
  } catch (error) {
    throw isDuplicate(error, 'crm_calendars_slug') ? slugTaken(slug) : error
  }
}

/** Deletes a calendar and what blocks it. Its appointments stay in the history of their contacts. */
export async function runDeleteCalendar(context: OperationContext, { params }: OperationInput): Promise<object> {
  const id = requireWireId('Calendar', params.calendarId)
  const isGone = await context.transact(({ db }) => deleteCalendar(db, context.accountId, id))
  if (!isGone) throw notFound('Calendar', id)
  return { success: true }
}

function newCalendar(context: OperationContext, body: CreateCalendarBody): Calendar {
  const { locationId: _, name, calendarType, isActive = true, groupId, slug, ...given } = body
  const blank: Calendar = {
    id: context.nextWireId(),
    name,
    slug: slug ?? slugOf(name),
    groupId: null,
    type: calendarType ?? impliedType(given.teamMembers),
    isActive,
    settings: DEFAULT_SETTINGS,
    createdAt: context.now,
    updatedAt: context.now,
  }
  return calendarWith(context, blank, { groupId: groupId ?? null, ...given })
}

function calendarWith(context: OperationContext, before: Calendar, body: UpdateCalendarBody): Calendar {
  const { name, slug, groupId, isActive, ...given } = body
  const after = {
    ...before,
    name: name ?? before.name,
    slug: slug ?? before.slug,
    groupId: groupId === undefined ? before.groupId : groupId || null,
    isActive: isActive ?? before.isActive,
    settings: settingsWith(before.settings, given, context.nextWireId),
    updatedAt: context.now,
  }
  checkCalendar(after)
  return after
}

/** Refuses a group or people that are not the account's. */
async function checkReferences(work: Work, { groupId, settings }: Calendar): Promise<void> {
  const { db, context } = work
  await requireUsers(work, 'teamMembers', settings.teamMembers?.map(member => member.userId) ?? [])
  if (groupId === null) return
  const group = isWireId(groupId) ? await findGroup(db, context.accountId, groupId) : undefined
  if (group === undefined) throw notFound('Group', groupId)
}

/** A slug made of the name gives way to one that is there already; one that was asked for does not. */
async function insertWithSlug({ db, context }: Work, draft: Calendar, wanted: string | undefined): Promise<Calendar> {
  const made = [draft.slug, `${draft.slug}-${draft.id}`]
  for (const slug of wanted === undefined ? made : [wanted]) {
    const settings = { ...draft.settings, widgetSlug: draft.settings.widgetSlug ?? slug }
    const calendar = { ...draft, slug, settings }
    if (await insertCalendar(db, context.accountId, calendar)) return calendar
  }
  throw slugTaken(wanted ?? draft.slug)
}
