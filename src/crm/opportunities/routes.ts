import type { Operation } from '../operation.ts'
import { runAddFollowers, runRemoveFollowers } from './followers.ts'
import { runListOpportunities } from './list.ts'
import { runListLostReasons } from './lost-reasons.ts'
import {
  runCreateOpportunity,
  runDeleteOpportunity,
  runGetOpportunity,
  runUpdateOpportunity,
  runUpdateStatus,
} from './opportunities.ts'
import { runListPipelines } from './pipelines.ts'
import * as schema from './schema.ts'
import { runSearchOpportunities } from './search.ts'
import { ListOpportunitiesQuery, SearchOpportunitiesBody } from './search-schema.ts'
import { runUpsertOpportunity } from './upsert.ts'

const READ = { module: 'opportunities', scope: 'opportunities.readonly', status: 200 } as const
const WRITE = { module: 'opportunities', scope: 'opportunities.write', status: 200 } as const

/** Operations that name their location. Pipelines and lost reasons cannot be made through v2: they are set up in the account. */
const ofLocation: Operation[] = [
  {
    ...READ,
    id: 'get-lost-reason',
    method: 'GET',
    path: '/opportunities/lost-reason',
    locationFrom: 'query.locationId',
    query: schema.LostReasonsQuery,
    run: runListLostReasons,
  },
  {
    ...READ,
    id: 'search-opportunity',
    method: 'GET',
    path: '/opportunities/search',
    locationFrom: 'query.location_id',
    query: ListOpportunitiesQuery,
    run: runListOpportunities,
  },
  {
    ...READ,
    id: 'search-opportunities-advanced',
    method: 'POST',
    path: '/opportunities/search',
    locationFrom: 'body.locationId',
    body: SearchOpportunitiesBody,
    run: runSearchOpportunities,
  },
  {
    ...READ,
    id: 'get-pipelines',
    method: 'GET',
    path: '/opportunities/pipelines',
    locationFrom: 'query.locationId',
    query: schema.PipelinesQuery,
    run: runListPipelines,
  },
  {
    ...WRITE,
    id: 'create-opportunity',
    method: 'POST',
    path: '/opportunities',
    status: 201,
    locationFrom: 'body.locationId',
    body: schema.CreateOpportunityBody,
    run: runCreateOpportunity,
  },
  {
    ...WRITE,
    id: 'Upsert-opportunity',
    method: 'POST',
    path: '/opportunities/upsert',
    locationFrom: 'body.locationId',
    body: schema.UpsertOpportunityBody,
    run: runUpsertOpportunity,
  },
]

/** Operations on one opportunity: the location is the token's. */
const ofOpportunity: Operation[] = [
  {
    ...READ,
    id: 'get-opportunity',
    method: 'GET',
    path: '/opportunities/:id',
    locationFrom: 'token',
    params: schema.OpportunityParams,
    run: runGetOpportunity,
  },
  {
    ...WRITE,
    id: 'update-opportunity',
    method: 'PUT',
    path: '/opportunities/:id',
    locationFrom: 'token',
    params: schema.OpportunityParams,
    body: schema.UpdateOpportunityBody,
    run: runUpdateOpportunity,
  },
  {
    ...WRITE,
    id: 'delete-opportunity',
    method: 'DELETE',
    path: '/opportunities/:id',
    locationFrom: 'token',
    params: schema.OpportunityParams,
    run: runDeleteOpportunity,
  },
  {
    ...WRITE,
    id: 'update-opportunity-status',
    method: 'PUT',
    path: '/opportunities/:id/status',
    locationFrom: 'token',
    params: schema.OpportunityParams,
    body: schema.StatusBody,
    run: runUpdateStatus,
  },
  {
    ...WRITE,
    id: 'add-followers-opportunity',
    method: 'POST',
    path: '/opportunities/:id/followers',
    status: 201,
    locationFrom: 'token',
    params: schema.OpportunityParams,
    body: schema.AddFollowersBody,
    run: runAddFollowers,
  },
  {
    ...WRITE,
    id: 'remove-followers-opportunity',
    method: 'DELETE',
    path: '/opportunities/:id/followers',
    locationFrom: 'token',
    params: schema.OpportunityParams,
    query: schema.RemoveFollowersQuery,
    body: schema.RemoveFollowersBody,
    run: runRemoveFollowers,
  },
]

/** The opportunities of an account: who may do what, one row an operation. */
export const opportunityOperations: Operation[] = [...ofLocation, ...ofOpportunity]
