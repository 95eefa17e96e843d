/** Where the published documents are wrong or silent, and why we know. Nothing else is relaxed. */

export interface SchemaFix {
  module: string
  /** `SchemaName.property` */
  at: string
  schema: object
  reason: string
}

/** Types that the documents' own examples, event documents or clients contradict. */
export const SCHEMA_FIXES: SchemaFix[] = [
  {
    module: 'contacts',
    at: 'CustomFieldSchema.value',
    schema: { type: ['string', 'number', 'array', 'object'] },
    reason: 'typed string, but multi-option values are arrays; the event documents list these four types',
  },
  {
    module: 'contacts',
    at: 'UpdateTagsResponseDTO.responses',
    schema: { type: 'array', items: { type: 'object', required: ['contactId', 'message', 'type'] } },
    reason: 'typed as an array of strings, the example shows objects',
  },
  {
    module: 'opportunities',
    at: 'PipelinesResponseSchema.stages',
    schema: {
      type: 'array',
      items: {
        type: 'object',
        required: ['id', 'name'],
        properties: {
          id: { type: 'string' },
          name: { type: 'string' },
          position: { type: 'number' },
          showInFunnel: { type: 'boolean' },
          showInPieChart: { type: 'boolean' },
        },
      },
    },
    reason:
      'typed as an array of arrays (generator artefact); clients read stages[].id and .name, and order by .position',
  },
  ...(['notes', 'tasks', 'calendarEvents'] as const).map(name => ({
    module: 'opportunities',
    at: `SearchOpportunitiesResponseSchema.${name}`,
    schema: { type: 'array', items: { type: 'object', required: ['id', 'contactId'] } },
    reason: 'typed as an array of arrays (generator artefact); what it lists are records of the contact',
  })),
  {
    module: 'opportunities',
    at: 'SearchOpportunitiesResponseSchema.followers',
    schema: { type: 'array', items: { type: 'string' } },
    reason: 'typed as an array of arrays (generator artefact); the replies of the follower operations list ids',
  },
  {
    module: 'locations',
    at: 'LocationTaskListSuccessfulResponseDto.tasks',
    schema: { type: 'array', items: { type: 'object' } },
    reason: 'typed as an array of arrays (generator artefact); clients read tasks[]',
  },
  ...[
    ...['startTime', 'endTime', 'dateAdded', 'dateUpdated'].map(name => `CalendarEventDTO.${name}`),
    ...['startTime', 'endTime'].map(name => `BlockedSlotSuccessfulResponseDto.${name}`),
  ].map(at => ({
    module: 'calendars',
    at,
    schema: { type: 'string', format: 'date-time' },
    reason: 'typed object; the example is an ISO 8601 text',
  })),
]

export interface Optional {
  module: string
  schema: string
  properties: string[]
  reason: string
}

/** Properties that are required where they cannot always be. */
export const OPTIONAL: Optional[] = [
  {
    module: 'calendars',
    schema: 'CalendarEventDTO',
    properties: ['groupId', 'assignedUserId', 'contactId', 'appointmentStatus', 'calendarId'],
    reason:
      'a calendar may be in no group and have no team; blocked times, listed in this shape, have no contact and no status, and those of a person no calendar',
  },
]

export interface SchemaExtra {
  module: string
  schema: string
  properties: string[]
  reason: string
}

/** Properties that no document lists and that we send on purpose. */
export const SCHEMA_EXTRAS: SchemaExtra[] = [
  {
    module: 'contacts',
    schema: 'GetContectByIdSchema',
    properties: ['gender', 'inboundDndSettings', 'followers'],
    reason: 'documented in requests, forgotten in the response: what was written must read back',
  },
  {
    module: 'contacts',
    schema: 'CreateContactSchema',
    properties: ['gender', 'inboundDndSettings', 'name', 'timezone'],
    reason: 'documented in the request, forgotten in the response: what was written must read back',
  },
  {
    module: 'contacts',
    schema: 'ContactsSearchSchema',
    properties: [
      ...['contactName', 'firstName', 'lastName', 'companyName', 'phone', 'type', 'website', 'dnd', 'dateOfBirth'],
      ...['address1', 'city', 'state', 'postalCode', 'dateUpdated', 'assignedTo'],
    ],
    reason: 'the document names a third of what lists carry live; clients page through lists to read names and phones',
  },
  {
    module: 'calendars',
    schema: 'Availability',
    properties: ['id'],
    reason: 'changing a custom date asks for the id of it, which no response would show',
  },
  {
    module: 'opportunities',
    schema: 'SearchOpportunitiesResponseSchema',
    properties: ['searchAfter'],
    reason: 'the search is to be continued with searchAfter "returned in the response", which the schema forgets',
  },
]

/** Keys that the root of any reply may carry besides the documented ones. */
export const ROOT_EXTRAS = {
  meta: 'n8n and others turn pages by meta {total, startAfterId, startAfter}; the document has ContactsMetaSchema unused',
  traceId: 'the documents say that every reply may carry it',
}

export interface NullablePlace {
  operationId: string
  /** JSON pointer into the reply. */
  at: string
  reason: string
}

/** Nulls that are meant, in replies without a schema. */
export const NULLABLE_PLACES: NullablePlace[] = [
  {
    operationId: 'get-duplicate-contact',
    at: '/contact',
    reason: 'live answers {"contact": null} where none is found',
  },
]
