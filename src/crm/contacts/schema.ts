import { type Static, type TSchema, Type } from 'typebox'
import { CustomFieldInput } from '../custom-field-input.ts'
import { CHANNELS } from './contact.ts'

const CLOSED = { additionalProperties: false }

/** Ids of other things in a body are opaque text; what is not there is answered by the operation. */
const Id = Type.String({ minLength: 1, maxLength: 50 })

const text = (maxLength: number) => Type.String({ maxLength })

/** Null clears the field, as the documents' `nullable` says. */
const nullableText = (maxLength: number) => Type.Unsafe<string | null>({ type: 'string', nullable: true, maxLength })

const optional = <Shape extends Record<string, TSchema>>(shape: Shape) => Type.Partial(Type.Object(shape)).properties

const ChannelSetting = Type.Object(
  {
    status: Type.Enum(['active', 'inactive', 'permanent']),
    message: Type.Optional(text(1000)),
    code: Type.Optional(text(100)),
  },
  CLOSED,
)

const InboundSetting = Type.Object(
  { status: Type.Enum(['active', 'inactive']), message: Type.Optional(text(1000)) },
  CLOSED,
)

const Tags = Type.Array(text(255), { maxItems: 500 })

const FIELDS = optional({
  firstName: nullableText(255),
  lastName: nullableText(255),
  name: nullableText(511),
  email: nullableText(254),
  phone: nullableText(40),
  address1: nullableText(500),
  city: nullableText(255),
  state: nullableText(255),
  postalCode: nullableText(40),
  website: nullableText(2000),
  timezone: nullableText(64),
  country: nullableText(100),
  source: nullableText(500),
  companyName: nullableText(255),
  gender: nullableText(40),
  // Typed as an object in the documents, whose example and description are text.
  dateOfBirth: nullableText(40),
  assignedTo: nullableText(50),
  dnd: Type.Boolean(),
  dndSettings: Type.Unsafe<Record<string, Static<typeof ChannelSetting>>>(
    Type.Partial(Type.Object(Object.fromEntries(CHANNELS.map(name => [name, ChannelSetting])), CLOSED)),
  ),
  inboundDndSettings: Type.Unsafe<Record<string, Static<typeof InboundSetting>>>(
    Type.Partial(Type.Object({ all: InboundSetting }, CLOSED)),
  ),
  tags: Tags,
  customFields: Type.Array(CustomFieldInput, { maxItems: 200 }),
})

export const CreateContactBody = Type.Object({ locationId: Id, ...FIELDS }, CLOSED)

export const UpsertContactBody = Type.Object(
  { locationId: Id, ...FIELDS, createNewIfDuplicateAllowed: Type.Optional(Type.Boolean()) },
  CLOSED,
)

/** The document leaves out companyName and gender here, which would freeze them at creation: both may be changed. */
export const UpdateContactBody = Type.Object(FIELDS, CLOSED)
export type ContactBody = Static<typeof UpdateContactBody>
export type UpsertContactBody = Static<typeof UpsertContactBody>

export const ContactParams = Type.Object({ contactId: Type.String() })
export const NoteParams = Type.Object({ contactId: Type.String(), id: Type.String() })
export const TaskParams = Type.Object({ contactId: Type.String(), taskId: Type.String() })

export const ListContactsQuery = Type.Object({
  locationId: Id,
  startAfterId: Type.Optional(text(50)),
  startAfter: Type.Optional(Type.Integer({ minimum: 0, maximum: 253_402_300_799_999 })),
  query: Type.Optional(text(255)),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 100, default: 20 })),
})
export type ListContactsQuery = Static<typeof ListContactsQuery>

export const BusinessParams = Type.Object({ businessId: Type.String() })
export const BusinessContactsQuery = Type.Object({
  locationId: Id,
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 100, default: 25 })),
  skip: Type.Optional(Type.Integer({ minimum: 0, maximum: 10_000, default: 0 })),
  query: Type.Optional(text(255)),
})
export type BusinessContactsQuery = Static<typeof BusinessContactsQuery>

export const DuplicateQuery = Type.Object({
  locationId: Id,
  number: Type.Optional(text(40)),
  email: Type.Optional(text(254)),
})
export type DuplicateQuery = Static<typeof DuplicateQuery>

/** The document's body is empty; this is the published description of the search. The tree of filters has its own rules. */
export const SearchBody = Type.Object(
  {
    locationId: Id,
    page: Type.Optional(Type.Integer({ minimum: 1, maximum: 10_000 })),
    pageLimit: Type.Optional(Type.Integer({ minimum: 1, maximum: 500, default: 20 })),
    searchAfter: Type.Optional(Type.Array(Type.Unknown(), { maxItems: 3 })),
    query: Type.Optional(text(75)),
    filters: Type.Optional(Type.Array(Type.Unknown(), { maxItems: 100 })),
    sort: Type.Optional(
      Type.Array(Type.Object({ field: text(100), direction: Type.Optional(Type.Enum(['asc', 'desc'])) }, CLOSED), {
        maxItems: 2,
      }),
    ),
  },
  CLOSED,
)
export type SearchBody = Static<typeof SearchBody>
