import { type Static, type TSchema, Type } from 'typebox'
import { CustomFieldInput } from '../custom-field-input.ts'
import { STATUSES } from './opportunity.ts'

const CLOSED = { additionalProperties: false }

/** Ids of other things in a body are opaque text; what is not there is answered by the operation. */
const Id = Type.String({ minLength: 1, maxLength: 50 })

const text = (maxLength: number) => Type.String({ maxLength })

/** Null and empty text clear the field. */
const clearable = (maxLength: number) => Type.Unsafe<string | null>({ type: 'string', nullable: true, maxLength })

const optional = <Shape extends Record<string, TSchema>>(shape: Shape) => Type.Partial(Type.Object(shape)).properties

const Name = Type.String({ minLength: 1, maxLength: 500 })
const Status = Type.Enum([...STATUSES])
const Followers = Type.Array(Id, { maxItems: 100 })

/** `source` stands in the responses and events alone, but clients send it and could set it nowhere else. */
const FIELDS = {
  ...optional({
    pipelineStageId: Id,
    monetaryValue: Type.Number({ minimum: -1e15, maximum: 1e15 }),
    assignedTo: clearable(50),
    customFields: Type.Array(CustomFieldInput, { maxItems: 200 }),
    source: clearable(500),
  }),
}

export const CreateOpportunityBody = Type.Object(
  { pipelineId: Id, locationId: Id, name: Name, status: Status, contactId: Id, ...FIELDS },
  CLOSED,
)
export type CreateOpportunityBody = Static<typeof CreateOpportunityBody>

export const UpdateOpportunityBody = Type.Object(
  { ...optional({ pipelineId: Id, name: Name, status: Status }), ...FIELDS },
  CLOSED,
)
export type UpdateOpportunityBody = Static<typeof UpdateOpportunityBody>

/** The document forgets `contactId`, which its earlier version requires, and requires three fields that clients leave out. */
export const UpsertOpportunityBody = Type.Object(
  {
    pipelineId: Id,
    locationId: Id,
    ...optional({
      id: Id,
      contactId: Id,
      name: Name,
      status: Status,
      followers: Followers,
      isRemoveAllFollowers: Type.Boolean(),
      followersActionType: Type.Enum(['add', 'remove']),
      lostReasonId: clearable(50),
    }),
    ...FIELDS,
  },
  CLOSED,
)
export type UpsertOpportunityBody = Static<typeof UpsertOpportunityBody>

export const OpportunityParams = Type.Object({ id: Type.String() })

export const StatusBody = Type.Object({ status: Status, lostReasonId: Type.Optional(clearable(50)) }, CLOSED)
export type StatusBody = Static<typeof StatusBody>

export const AddFollowersBody = Type.Object({ followers: Type.Array(Id, { minItems: 1, maxItems: 100 }) }, CLOSED)
export type AddFollowersBody = Static<typeof AddFollowersBody>

/** With `isRemoveAllFollowers` in the query nobody needs to be named. */
export const RemoveFollowersBody = Type.Object({ followers: Type.Optional(Followers) }, CLOSED)
export type RemoveFollowersBody = Static<typeof RemoveFollowersBody>
export const RemoveFollowersQuery = Type.Object({ isRemoveAllFollowers: Type.Optional(Type.Boolean()) })

export const PipelinesQuery = Type.Object({ locationId: Type.String({ minLength: 1, maxLength: 100 }) })

export const LostReasonsQuery = Type.Object({
  locationId: Id,
  name: Type.Optional(text(255)),
  deleted: Type.Optional(Type.Boolean({ default: false })),
  query: Type.Optional(text(255)),
  skip: Type.Optional(Type.Integer({ minimum: 0, maximum: 10_000, default: 0 })),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000, default: 100 })),
  getCount: Type.Optional(Type.Boolean()),
})
export type LostReasonsQuery = Static<typeof LostReasonsQuery>
