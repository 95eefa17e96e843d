import type { Operation } from '../operation.ts'
import { calendarRoutes } from './calendar-routes.ts'
import { eventRoutes } from './event-routes.ts'
import { groupRoutes } from './group-routes.ts'
import { noteRoutes } from './note-routes.ts'

/** The calendars of an account: who may do what, one row an operation. */
export const calendarOperations: Operation[] = [...calendarRoutes, ...groupRoutes, ...eventRoutes, ...noteRoutes]
