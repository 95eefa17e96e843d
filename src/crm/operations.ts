import { businessOperations } from './businesses/routes.ts'
import { calendarOperations } from './calendars/routes.ts'
import { contactOperations } from './contacts/routes.ts'
import { locationOperations } from './locations/routes.ts'
import type { Operation } from './operation.ts'
import { opportunityOperations } from './opportunities/routes.ts'
import { userOperations } from './users/routes.ts'

/** The route table of API v2.0. */
export const operations: Operation[] = [
  ...businessOperations,
  ...calendarOperations,
  ...contactOperations,
  ...locationOperations,
  ...opportunityOperations,
  ...userOperations,
]
