import type { Operation } from '../operation.ts'
import { runListAppointments } from './appointments.ts'
import { runBulkBusiness, runBulkTags } from './bulk.ts'
import { runCreateContact, runDeleteContact, runGetContact, runUpdateContact } from './contacts.ts'
import { runAddFollowers, runRemoveFollowers } from './followers.ts'
import { runFindDuplicate, runListBusinessContacts, runListContacts } from './lists.ts'
import { noteOperations } from './note-routes.ts'
import { BulkBusinessBody, BulkTagsBody, BulkTagsParams, FollowersBody, TagsBody } from './record-schema.ts'
import * as schema from './schema.ts'
import { runSearchContacts } from './search.ts'
import { runAddTags, runRemoveTags } from './tags.ts'
import { taskOperations } from './task-routes.ts'
import { runUpsertContact } from './upsert.ts'

const READ = { module: 'contacts', scope: 'contacts.readonly', status: 200 } as const
const WRITE = { module: 'contacts', scope: 'contacts.write' } as const

/** Operations that name their location in the query or the body. */
const ofLocation: Operation[] = [
  {
    ...READ,
    id: 'search-contacts-advanced',
    method: 'POST',
    path: '/contacts/search',
    locationFrom: 'body.locationId',
    body: schema.SearchBody,
    run: runSearchContacts,
  },
  {
    ...READ,
    id: 'get-duplicate-contact',
    method: 'GET',
    path: '/contacts/search/duplicate',
    locationFrom: 'query.locationId',
    query: schema.DuplicateQuery,
    run: runFindDuplicate,
  },
  {
    ...READ,
    id: 'get-contacts',
    method: 'GET',
    path: '/contacts',
    locationFrom: 'query.locationId',
    query: schema.ListContactsQuery,
    run: runListContacts,
  },
  {
    ...READ,
    id: 'get-contacts-by-businessId',
    method: 'GET',
    path: '/contacts/business/:businessId',
    locationFrom: 'query.locationId',
    params: schema.BusinessParams,
    query: schema.BusinessContactsQuery,
    run: runListBusinessContacts,
  },
  {
    ...WRITE,
    id: 'create-contact',
    method: 'POST',
    path: '/contacts',
    status: 201,
    locationFrom: 'body.locationId',
    body: schema.CreateContactBody,
    run: runCreateContact,
  },
  {
    ...WRITE,
    id: 'upsert-contact',
    method: 'POST',
    path: '/contacts/upsert',
    status: 200,
    locationFrom: 'body.locationId',
    body: schema.UpsertContactBody,
    run: runUpsertContact,
  },
  // The two bulk operations have no security section in the documents: their scope is their siblings'.
  {
    ...WRITE,
    id: 'create-association',
    method: 'POST',
    path: '/contacts/bulk/tags/update/:type',
    status: 201,
    locationFrom: 'body.locationId',
    missingLocationStatus: 400,
    params: BulkTagsParams,
    body: BulkTagsBody,
    run: runBulkTags,
  },
  {
    ...WRITE,
    id: 'add-remove-contact-from-business',
    method: 'POST',
    path: '/contacts/bulk/business',
    status: 200,
    locationFrom: 'body.locationId',
    body: BulkBusinessBody,
    run: runBulkBusiness,
  },
]

/** Operations on one contact: the location is the token's. */
const ofContact: Operation[] = [
  {
    ...READ,
    id: 'get-contact',
    method: 'GET',
    path: '/contacts/:contactId',
    locationFrom: 'token',
    params: schema.ContactParams,
    run: runGetContact,
  },
  {
    ...WRITE,
    id: 'update-contact',
    method: 'PUT',
    path: '/contacts/:contactId',
    status: 200,
    locationFrom: 'token',
    params: schema.ContactParams,
    body: schema.UpdateContactBody,
    run: runUpdateContact,
  },
  {
    ...WRITE,
    id: 'delete-contact',
    method: 'DELETE',
    path: '/contacts/:contactId',
    status: 200,
    locationFrom: 'token',
    params: schema.ContactParams,
    run: runDeleteContact,
  },
  {
    ...READ,
    id: 'get-appointments-for-contact',
    method: 'GET',
    path: '/contacts/:contactId/appointments',
    locationFrom: 'token',
    params: schema.ContactParams,
    run: runListAppointments,
  },
  {
    ...WRITE,
    id: 'add-tags',
    method: 'POST',
    path: '/contacts/:contactId/tags',
    status: 201,
    locationFrom: 'token',
    params: schema.ContactParams,
    body: TagsBody,
    run: runAddTags,
  },
  {
    ...WRITE,
    id: 'remove-tags',
    method: 'DELETE',
    path: '/contacts/:contactId/tags',
    status: 200,
    locationFrom: 'token',
    params: schema.ContactParams,
    body: TagsBody,
    run: runRemoveTags,
  },
  {
    ...WRITE,
    id: 'add-followers-contact',
    method: 'POST',
    path: '/contacts/:contactId/followers',
    status: 201,
    locationFrom: 'token',
    params: schema.ContactParams,
    body: FollowersBody,
    run: runAddFollowers,
  },
  {
    ...WRITE,
    id: 'remove-followers-contact',
    method: 'DELETE',
    path: '/contacts/:contactId/followers',
    status: 200,
    locationFrom: 'token',
    params: schema.ContactParams,
    body: FollowersBody,
    run: runRemoveFollowers,
  },
]

/** The contacts of an account: who may do what, one row an operation. */
export const contactOperations: Operation[] = [...ofLocation, ...ofContact, ...noteOperations, ...taskOperations]
