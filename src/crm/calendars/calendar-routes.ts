import type { Operation } from '../operation.ts'
import {
  CalendarParams,
  CalendarsQuery,
  CreateCalendarBody,
  FreeSlotsQuery,
  UpdateCalendarBody,
} from './calendar-schema.ts'
import {
  runCreateCalendar,
  runDeleteCalendar,
  runGetCalendar,
  runListCalendars,
  runUpdateCalendar,
} from './calendars.ts'
import { runFreeSlots } from './free-slots.ts'

const READ = { module: 'calendars', scope: 'calendars.readonly', method: 'GET', status: 200 } as const
const WRITE = { module: 'calendars', scope: 'calendars.write', status: 200 } as const

/** Calendars and their free slots. */
export const calendarRoutes: Operation[] = [
  {
    ...READ,
    id: 'get-calendars',
    path: '/calendars',
    locationFrom: 'query.locationId',
    query: CalendarsQuery,
    run: runListCalendars,
  },
  {
    ...WRITE,
    id: 'create-calendar',
    method: 'POST',
    path: '/calendars',
    locationFrom: 'body.locationId',
    body: CreateCalendarBody,
    run: runCreateCalendar,
  },
  {
    ...READ,
    id: 'get-calendar',
    path: '/calendars/:calendarId',
    locationFrom: 'token',
    params: CalendarParams,
    run: runGetCalendar,
  },
  {
    ...WRITE,
    id: 'update-calendar',
    method: 'PUT',
    path: '/calendars/:calendarId',
    locationFrom: 'token',
    params: CalendarParams,
    body: UpdateCalendarBody,
    run: runUpdateCalendar,
  },
  {
    ...WRITE,
    id: 'delete-calendar',
    method: 'DELETE',
    path: '/calendars/:calendarId',
    locationFrom: 'token',
    params: CalendarParams,
    run: runDeleteCalendar,
  },
  {
    ...READ,
    id: 'get-slots',
    path: '/calendars/:calendarId/free-slots',
    locationFrom: 'token',
    params: CalendarParams,
    query: FreeSlotsQuery,
    run: runFreeSlots,
  },
]
