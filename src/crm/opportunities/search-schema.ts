import { type Static, Type } from 'typebox'

const CLOSED = { additionalProperties: false }
const Id = Type.String({ minLength: 1, maxLength: 50 })
const text = (maxLength: number) => Type.Optional(Type.String({ maxLength }))
const flag = () => Type.Optional(Type.Boolean())

/** Snake case, in this operation alone. Clients send what they leave out as empty text, and so does our own nextPageUrl's example. */
export const ListOpportunitiesQuery = Type.Object({
  location_id: Id,
  q: text(255),
  pipeline_id: text(50),
  pipeline_stage_id: text(50),
  contact_id: text(50),
  status: text(20),
  assigned_to: text(50),
  campaignId: text(50),
  id: text(50),
  order: text(20),
  date: text(40),
  endDate: text(40),
  startAfter: text(20),
  startAfterId: text(50),
  country: text(100),
  page: Type.Optional(Type.Integer({ minimum: 1, maximum: 10_000, default: 1 })),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 100, default: 20 })),
  getTasks: flag(),
  getNotes: flag(),
  getCalendarEvents: flag(),
})
export type ListOpportunitiesQuery = Static<typeof ListOpportunitiesQuery>

/**
 * The document requires all it lists and leaves out `filters` and `sort`; the published description of the search asks for
 * `locationId` and `limit` alone. Which conversations are unread is accepted, and no response has a place for it.
 */
export const SearchOpportunitiesBody = Type.Object(
  {
    locationId: Id,
    limit: Type.Integer({ minimum: 1, maximum: 500 }),
    page: Type.Optional(Type.Integer({ minimum: 0, maximum: 10_000 })),
    searchAfter: Type.Optional(Type.Array(Type.Unknown(), { maxItems: 3 })),
    query: Type.Optional(Type.String({ maxLength: 75 })),
    filters: Type.Optional(Type.Array(Type.Unknown(), { maxItems: 100 })),
    sort: Type.Optional(
      Type.Array(
        Type.Object(
          { field: Type.String({ maxLength: 100 }), direction: Type.Optional(Type.Enum(['asc', 'desc'])) },
          CLOSED,
        ),
        { maxItems: 2 },
      ),
    ),
    additionalDetails: Type.Optional(
      Type.Object({ notes: flag(), tasks: flag(), calendarEvents: flag(), unReadConversations: flag() }, CLOSED),
    ),
  },
  CLOSED,
)
export type SearchOpportunitiesBody = Static<typeof SearchOpportunitiesBody>
