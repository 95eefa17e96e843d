import type { Operation } from '../operation.ts'
import {
  runCreateBusiness,
  runDeleteBusiness,
  runGetBusiness,
  runListBusinesses,
  runUpdateBusiness,
} from './businesses.ts'
import * as schema from './schema.ts'

const READ = { module: 'businesses', scope: 'businesses.readonly', status: 200 } as const
const WRITE = { module: 'businesses', scope: 'businesses.write', status: 200 } as const

/** The businesses of an account: who may do what, one row an operation. */
export const businessOperations: Operation[] = [
  {
    ...READ,
    id: 'get-businesses-by-location',
    method: 'GET',
    path: '/businesses',
    locationFrom: 'query.locationId',
    query: schema.ListBusinessesQuery,
    run: runListBusinesses,
  },
  {
    ...WRITE,
    id: 'create-business',
    method: 'POST',
    path: '/businesses',
    status: 201,
    locationFrom: 'body.locationId',
    body: schema.CreateBusinessBody,
    run: runCreateBusiness,
  },
  {
    ...READ,
    id: 'get-business',
    method: 'GET',
    path: '/businesses/:businessId',
    locationFrom: 'token',
    params: schema.BusinessParams,
    run: runGetBusiness,
  },
  {
    ...WRITE,
    id: 'update-business',
    method: 'PUT',
    path: '/businesses/:businessId',
    locationFrom: 'token',
    params: schema.BusinessParams,
    body: schema.UpdateBusinessBody,
    run: runUpdateBusiness,
  },
  {
    ...WRITE,
    id: 'delete-Business',
    method: 'DELETE',
    path: '/businesses/:businessId',
    locationFrom: 'token',
    params: schema.BusinessParams,
    run: runDeleteBusiness,
  },
]
