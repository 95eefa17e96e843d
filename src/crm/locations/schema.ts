import { type Static, Type } from 'typebox'

const CLOSED = { additionalProperties: false }

/** Text without a NUL, which PostgreSQL cannot store. */
const text = (maxLength: number) => Type.String({ maxLength, pattern: '^[^\\u0000]*$' })
const Name = Type.String({
  maxLength: 255,
  pattern: '^[^\\u0000]*\\S[^\\u0000]*$',
  description: 'Text that is not blank',
})

/** Ids in a path may be anything: what is no id is answered like an id that isn't there. */
const PathId = Type.String()
const Id = text(100)

export const LocationParams = Type.Object({ locationId: PathId })

export const LocationSearchQuery = Type.Object({
  companyId: Type.Optional(Id),
  skip: Type.Optional(Type.Integer({ minimum: 0, maximum: 1_000_000, default: 0 })),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 100, default: 10 })),
  order: Type.Optional(Type.Enum(['asc', 'desc'])),
  email: Type.Optional(text(320)),
})
export type LocationSearchQuery = Static<typeof LocationSearchQuery>

export const TagParams = Type.Object({ locationId: PathId, tagId: PathId })
export const TagBody = Type.Object({ name: Name }, CLOSED)
export type TagBody = Static<typeof TagBody>

export const TaskSearchBody = Type.Object(
  {
    contactId: Type.Optional(Type.Array(Id, { maxItems: 500 })),
    completed: Type.Optional(Type.Boolean()),
    assignedTo: Type.Optional(Type.Array(Id, { maxItems: 500 })),
    query: Type.Optional(text(255)),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 500, default: 25 })),
    skip: Type.Optional(Type.Integer({ minimum: 0, maximum: 1_000_000, default: 0 })),
    businessId: Type.Optional(Id),
    // Not in the documents, but sent by clients that page deep: the last row's `searchAfter`, given back.
    searchAfter: Type.Optional(Type.Array(Type.Unknown(), { minItems: 2, maxItems: 2 })),
  },
  CLOSED,
)
export type TaskSearchBody = Static<typeof TaskSearchBody>

/** The data types that the documents list (custom-fields.json; locations.json only gives an example). */
export const DATA_TYPES = [
  'TEXT',
  'LARGE_TEXT',
  'NUMERICAL',
  'PHONE',
  'MONETORY',
  'CHECKBOX',
  'SINGLE_OPTIONS',
  'MULTIPLE_OPTIONS',
  'DATE',
  'TEXTBOX_LIST',
  'FILE_UPLOAD',
  'RADIO',
  'EMAIL',
] as const

const MODELS = ['contact', 'opportunity'] as const
const OPTIONS_MAX = 500

const CustomFieldChange = {
  placeholder: Type.Optional(text(500)),
  acceptedFormat: Type.Optional(Type.Array(text(20), { maxItems: 50 })),
  isMultipleFile: Type.Optional(Type.Boolean()),
  maxNumberOfFiles: Type.Optional(Type.Integer({ minimum: 1, maximum: 100 })),
  textBoxListOptions: Type.Optional(
    Type.Array(Type.Object({ label: Type.Optional(Name), prefillValue: Type.Optional(text(1000)) }, CLOSED), {
      maxItems: OPTIONS_MAX,
    }),
  ),
  // Not in the documents, but what the live service asks for with SINGLE_OPTIONS, MULTIPLE_OPTIONS, RADIO and CHECKBOX.
  options: Type.Optional(Type.Array(Name, { maxItems: OPTIONS_MAX })),
  position: Type.Optional(Type.Integer({ minimum: 0, maximum: 1_000_000 })),
  model: Type.Optional(Type.Enum([...MODELS])),
}

export const CustomFieldParams = Type.Object({ locationId: PathId, id: PathId })
export const CustomFieldsQuery = Type.Object({ model: Type.Optional(Type.Enum([...MODELS, 'all'])) })
export type CustomFieldsQuery = Static<typeof CustomFieldsQuery>

export const CustomFieldBody = Type.Object(
  { name: Name, dataType: Type.Enum([...DATA_TYPES]), ...CustomFieldChange },
  CLOSED,
)
export type CustomFieldBody = Static<typeof CustomFieldBody>

export const CustomFieldUpdateBody = Type.Object({ name: Name, ...CustomFieldChange }, CLOSED)
export type CustomFieldUpdateBody = Static<typeof CustomFieldUpdateBody>

export const CustomValueParams = Type.Object({ locationId: PathId, id: PathId })
export const CustomValueBody = Type.Object({ name: Name, value: text(50_000) }, CLOSED)
export type CustomValueBody = Static<typeof CustomValueBody>
