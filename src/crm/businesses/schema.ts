import { type Static, type TSchema, Type } from 'typebox'

const CLOSED = { additionalProperties: false }
const Id = Type.String({ minLength: 1, maxLength: 50 })
const Name = Type.String({ minLength: 1, maxLength: 255 })

/** Null and empty text clear the field. */
const clearable = (maxLength: number) => Type.Unsafe<string | null>({ type: 'string', nullable: true, maxLength })

const optional = <Shape extends Record<string, TSchema>>(shape: Shape) => Type.Partial(Type.Object(shape)).properties

const FIELDS = optional({
  phone: clearable(40),
  email: clearable(254),
  website: clearable(2000),
  address: clearable(500),
  city: clearable(255),
  postalCode: clearable(40),
  state: clearable(255),
  country: clearable(100),
  description: clearable(5000),
})

export const CreateBusinessBody = Type.Object({ name: Name, locationId: Id, ...FIELDS }, CLOSED)
export const UpdateBusinessBody = Type.Object({ name: Type.Optional(Name), ...FIELDS }, CLOSED)
export type BusinessBody = Static<typeof UpdateBusinessBody>

export const BusinessParams = Type.Object({ businessId: Type.String() })

/** The document has text here; what the text must be is a number. */
export const ListBusinessesQuery = Type.Object({
  locationId: Id,
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000, default: 100 })),
  skip: Type.Optional(Type.Integer({ minimum: 0, maximum: 1_000_000, default: 0 })),
})
export type ListBusinessesQuery = Static<typeof ListBusinessesQuery>
