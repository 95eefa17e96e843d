import type { Operation } from '../operation.ts'
import { runCreateAppointment, runGetAppointment } from './appointments.ts'
import { runCreateBlock, runUpdateBlock } from './blocks.ts'
import { runUpdateAppointment } from './change-appointment.ts'
import { runDeleteEvent, runListBlocks, runListEvents } from './events.ts'
import * as schema from './schema.ts'

const READ = { module: 'calendars', scope: 'calendars/events.readonly', method: 'GET', status: 200 } as const
const WRITE = { module: 'calendars', scope: 'calendars/events.write' } as const

/** Appointments and blocked times. Their success codes are as irregular as the documents have them. */
export const eventRoutes: Operation[] = [
  {
    ...WRITE,
    id: 'create-appointment',
    method: 'POST',
    path: '/calendars/events/appointments',
    status: 200,
    locationFrom: 'body.locationId',
    body: schema.CreateAppointmentBody,
    run: runCreateAppointment,
  },
  {
    ...READ,
    id: 'get-appointment',
    path: '/calendars/events/appointments/:eventId',
    locationFrom: 'token',
    params: schema.EventParams,
    run: runGetAppointment,
  },
  {
    ...WRITE,
    id: 'edit-appointment',
    method: 'PUT',
    path: '/calendars/events/appointments/:eventId',
    status: 200,
    locationFrom: 'token',
    params: schema.EventParams,
    body: schema.UpdateAppointmentBody,
    run: runUpdateAppointment,
  },
  {
    ...READ,
    id: 'get-calendar-events',
    path: '/calendars/events',
    locationFrom: 'query.locationId',
    query: schema.EventsQuery,
    run: runListEvents,
  },
  {
    ...READ,
    id: 'get-blocked-slots',
    path: '/calendars/blocked-slots',
    locationFrom: 'query.locationId',
    query: schema.EventsQuery,
    run: runListBlocks,
  },
  {
    ...WRITE,
    id: 'create-block-slot',
    method: 'POST',
    path: '/calendars/events/block-slots',
    status: 201,
    locationFrom: 'body.locationId',
    body: schema.CreateBlockBody,
    run: runCreateBlock,
  },
  {
    ...WRITE,
    id: 'edit-block-slot',
    method: 'PUT',
    path: '/calendars/events/block-slots/:eventId',
    status: 201,
    locationFrom: 'body.locationId',
    params: schema.EventParams,
    body: schema.UpdateBlockBody,
    run: runUpdateBlock,
  },
  {
    ...WRITE,
    id: 'delete-event',
    method: 'DELETE',
    path: '/calendars/events/:eventId',
    status: 201,
    locationFrom: 'token',
    params: schema.EventParams,
    body: schema.DeleteEventBody,
    run: runDeleteEvent,
  },
]
