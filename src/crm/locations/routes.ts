import type { Operation } from '../operation.ts'
import { customFieldOperations } from './custom-field-routes.ts'
import { customValueOperations } from './custom-value-routes.ts'
import { ownLocationOperations } from './location-routes.ts'
import { tagOperations } from './tag-routes.ts'

/** What API v2.0 serves of a location and of what it keeps beside its contacts. */
export const locationOperations: Operation[] = [
  ...ownLocationOperations,
  ...tagOperations,
  ...customFieldOperations,
  ...customValueOperations,
]
