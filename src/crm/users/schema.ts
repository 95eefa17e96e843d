import { type Static, Type } from 'typebox'

/** Text without a NUL, which PostgreSQL cannot store. */
const text = (maxLength: number) => Type.String({ maxLength, pattern: '^[^\\u0000]*$' })
const Id = text(100)

/** May be anything: what is no id is answered like an id that isn't there. */
export const UserParams = Type.Object({ userId: Type.String() })
export const LocationUsersQuery = Type.Object({ locationId: Id })

export const USER_SORTS = ['name', 'firstName', 'lastName', 'email', 'dateAdded'] as const

export const UserSearchQuery = Type.Object({
  companyId: Id,
  query: Type.Optional(text(255)),
  skip: Type.Optional(Type.Integer({ minimum: 0, maximum: 1_000_000, default: 0 })),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 100, default: 25 })),
  locationId: Type.Optional(Id),
  type: Type.Optional(Type.Enum(['agency', 'account'])),
  role: Type.Optional(Type.Enum(['admin', 'user'])),
  ids: Type.Optional(text(5000)),
  sort: Type.Optional(Type.Enum([...USER_SORTS])),
  sortDirection: Type.Optional(Type.Enum(['asc', 'desc'])),
  enabled2waySync: Type.Optional(Type.Boolean()),
})
export type UserSearchQuery = Static<typeof UserSearchQuery>
