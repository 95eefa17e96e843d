import type { Operation } from '../operation.ts'
import { runGetLocation, runListTimezones, runSearchLocations, runSearchTasks } from './locations.ts'
import { LocationParams, LocationSearchQuery, TaskSearchBody } from './schema.ts'

export const ownLocationOperations: Operation[] = [
  {
    id: 'search-locations',
    module: 'locations',
    method: 'GET',
    path: '/locations/search',
    scope: 'locations.readonly',
    status: 200,
    locationFrom: 'token',
    isOpenToAgencies: true,
    query: LocationSearchQuery,
    run: runSearchLocations,
  },
  {
    id: 'get-location',
    module: 'locations',
    method: 'GET',
    path: '/locations/:locationId',
    scope: 'locations.readonly',
    status: 200,
    locationFrom: 'params.locationId',
    isOpenToAgencies: true,
    params: LocationParams,
    run: runGetLocation,
  },
  {
    id: 'task-search',
    module: 'locations',
    method: 'POST',
    path: '/locations/:locationId/tasks/search',
    scope: 'locations/tasks.readonly',
    status: 200,
    locationFrom: 'params.locationId',
    params: LocationParams,
    body: TaskSearchBody,
    run: runSearchTasks,
  },
  {
    id: 'get-timezones',
    module: 'locations',
    method: 'GET',
    path: '/locations/:locationId/timezones',
    scope: 'locations.readonly',
    status: 200,
    locationFrom: 'params.locationId',
    params: LocationParams,
    run: runListTimezones,
  },
]
