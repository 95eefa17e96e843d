import type { Operation } from '../operation.ts'
import { LocationParams, TagBody, TagParams } from './schema.ts'
import { runCreateTag, runDeleteTag, runGetTag, runListTags, runUpdateTag } from './tags.ts'

/** The per-id operations have an empty scope list in the documents; theirs is the one that Scopes.md gives. */
export const tagOperations: Operation[] = [
  {
    id: 'get-location-tags',
    module: 'locations',
    method: 'GET',
    path: '/locations/:locationId/tags',
    scope: 'locations/tags.readonly',
    status: 200,
    locationFrom: 'params.locationId',
    params: LocationParams,
    run: runListTags,
  },
  {
    id: 'create-tag',
    module: 'locations',
    method: 'POST',
    path: '/locations/:locationId/tags',
    scope: 'locations/tags.write',
    status: 200,
    locationFrom: 'params.locationId',
    params: LocationParams,
    body: TagBody,
    run: runCreateTag,
  },
  {
    id: 'get-tag-by-id',
    module: 'locations',
    method: 'GET',
    path: '/locations/:locationId/tags/:tagId',
    scope: 'locations/tags.readonly',
    status: 200,
    locationFrom: 'params.locationId',
    params: TagParams,
    run: runGetTag,
  },
  {
    id: 'update-tag',
    module: 'locations',
    method: 'PUT',
    path: '/locations/:locationId/tags/:tagId',
    scope: 'locations/tags.write',
    status: 200,
    locationFrom: 'params.locationId',
    params: TagParams,
    body: TagBody,
    run: runUpdateTag,
  },
  {
    id: 'delete-tag',
    module: 'locations',
    method: 'DELETE',
    path: '/locations/:locationId/tags/:tagId',
    scope: 'locations/tags.write',
    status: 200,
    locationFrom: 'params.locationId',
    params: TagParams,
    run: runDeleteTag,
  },
]
