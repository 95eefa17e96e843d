import { type Static, Type } from 'typebox'

const Id = Type.String({ minLength: 1, maxLength: 100 })

export const UserParams = Type.Object({ userId: Id })
export const LocationUsersQuery = Type.Object({ locationId: Id })

export const USER_SORTS = ['name', 'firstName', 'lastName', 'email', 'dateAdded'] as const

export const UserSearchQuery = Type.Object({
  companyId: Id,
  query: Type.Optional(Type.String({ maxLength: 255 })),
  skip: Type.Optional(Type.Integer({ minimum: 0, maximum: 1_000_000, default: 0 })),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 100, default: 25 })),
  locationId: Type.Optional(Id),
  type: Type.Optional(Type.Enum(['agency', 'account'])),
  role: Type.Optional(Type.Enum(['admin', 'user'])),
  ids: Type.Optional(Type.String({ maxLength: 5000, description: 'User ids with commas between' })),
  sort: Type.Optional(Type.Enum([...USER_SORTS])),
  sortDirection: Type.Optional(Type.Enum(['asc', 'desc'])),
  enabled2waySync: Type.Optional(Type.Boolean()),
})
export type UserSearchQuery = Static<typeof UserSearchQuery>
