import type { Operation } from '../operation.ts'
import { runCreateContact, runDeleteContact, runGetContact, runUpdateContact } from './contacts.ts'
import { runFindDuplicate, runListBusinessContacts, runListContacts } from './lists.ts'
import {
  BusinessContactsQuery,
  BusinessParams,
  ContactParams,
  CreateContactBody,
  DuplicateQuery,
  ListContactsQuery,
  SearchBody,
  UpdateContactBody,
} from './schema.ts'
import { runSearchContacts } from './search.ts'

const READ = { module: 'contacts', scope: 'contacts.readonly', status: 200 } as const
const WRITE = { module: 'contacts', scope: 'contacts.write' } as const

/** The contacts of an account: who may do what, one row an operation. */
export const contactOperations: Operation[] = [
  {
    ...READ,
    id: 'search-contacts-advanced',
    method: 'POST',
    path: '/contacts/search',
    locationFrom: 'body.locationId',
    body: SearchBody,
    run: runSearchContacts,
  },
  {
    ...READ,
    id: 'get-duplicate-contact',
    method: 'GET',
    path: '/contacts/search/duplicate',
    locationFrom: 'query.locationId',
    query: DuplicateQuery,
    run: runFindDuplicate,
  },
  {
    ...READ,
    id: 'get-contacts',
    method: 'GET',
    path: '/contacts',
    locationFrom: 'query.locationId',
    query: ListContactsQuery,
    run: runListContacts,
  },
  {
    ...READ,
    id: 'get-contacts-by-businessId',
    method: 'GET',
    path: '/contacts/business/:businessId',
    locationFrom: 'query.locationId',
    params: BusinessParams,
    query: BusinessContactsQuery,
    run: runListBusinessContacts,
  },
  {
    ...READ,
    id: 'get-contact',
    method: 'GET',
    path: '/contacts/:contactId',
    locationFrom: 'token',
    params: ContactParams,
    run: runGetContact,
  },
  {
    ...WRITE,
    id: 'create-contact',
    method: 'POST',
    path: '/contacts',
    status: 201,
    locationFrom: 'body.locationId',
    body: CreateContactBody,
    run: runCreateContact,
  },
  {
    ...WRITE,
    id: 'update-contact',
    method: 'PUT',
    path: '/contacts/:contactId',
    status: 200,
    locationFrom: 'token',
    params: ContactParams,
    body: UpdateContactBody,
    run: runUpdateContact,
  },
  {
    ...WRITE,
    id: 'delete-contact',
    method: 'DELETE',
    path: '/contacts/:contactId',
    status: 200,
    locationFrom: 'token',
    params: ContactParams,
    run: runDeleteContact,
  },
]
