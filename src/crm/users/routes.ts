import type { Operation } from '../operation.ts'
import { LocationUsersQuery, UserParams, UserSearchQuery } from './schema.ts'
import { runGetUser, runListUsers, runSearchUsers } from './users.ts'

/** What API v2.0 serves of an account's people: reads alone. */
export const userOperations: Operation[] = [
  {
    id: 'search-users',
    module: 'users',
    method: 'GET',
    path: '/users/search',
    scope: 'users.readonly',
    status: 200,
    locationFrom: 'token',
    isOpenToAgencies: true,
    query: UserSearchQuery,
    run: runSearchUsers,
  },
  {
    id: 'get-user',
    module: 'users',
    method: 'GET',
    path: '/users/:userId',
    scope: 'users.readonly',
    status: 200,
    locationFrom: 'token',
    isOpenToAgencies: true,
    params: UserParams,
    run: runGetUser,
  },
  {
    id: 'get-user-by-location',
    module: 'users',
    method: 'GET',
    path: '/users',
    scope: 'users.readonly',
    status: 200,
    locationFrom: 'query.locationId',
    query: LocationUsersQuery,
    run: runListUsers,
  },
]
