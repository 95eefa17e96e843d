import type { Operation } from '../operation.ts'
import {
  runCreateGroup,
  runDeleteGroup,
  runListGroups,
  runSetGroupStatus,
  runUpdateGroup,
  runValidateSlug,
} from './groups.ts'
import {
  CreateGroupBody,
  GroupParams,
  GroupStatusBody,
  LocationQuery,
  UpdateGroupBody,
  ValidateSlugBody,
} from './schema.ts'

const WRITE = { module: 'calendars', scope: 'calendars/groups.write', status: 200 } as const

/** The groups of calendars. */
export const groupRoutes: Operation[] = [
  {
    id: 'get-groups',
    module: 'calendars',
    method: 'GET',
    path: '/calendars/groups',
    scope: 'calendars/groups.readonly',
    status: 200,
    locationFrom: 'query.locationId',
    query: LocationQuery,
    run: runListGroups,
  },
  {
    ...WRITE,
    id: 'create-calendar-group',
    method: 'POST',
    path: '/calendars/groups',
    status: 201,
    locationFrom: 'body.locationId',
    body: CreateGroupBody,
    run: runCreateGroup,
  },
  {
    ...WRITE,
    id: 'validate-groups-slug',
    method: 'POST',
    path: '/calendars/groups/validate-slug',
    locationFrom: 'body.locationId',
    body: ValidateSlugBody,
    run: runValidateSlug,
  },
  {
    ...WRITE,
    id: 'edit-group',
    method: 'PUT',
    path: '/calendars/groups/:groupId',
    locationFrom: 'token',
    params: GroupParams,
    body: UpdateGroupBody,
    run: runUpdateGroup,
  },
  {
    ...WRITE,
    id: 'disable-group',
    method: 'PUT',
    path: '/calendars/groups/:groupId/status',
    locationFrom: 'token',
    params: GroupParams,
    body: GroupStatusBody,
    run: runSetGroupStatus,
  },
  {
    ...WRITE,
    id: 'delete-group',
    method: 'DELETE',
    path: '/calendars/groups/:groupId',
    locationFrom: 'token',
    params: GroupParams,
    run: runDeleteGroup,
  },
]
