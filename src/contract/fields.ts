import { Type } from 'typebox'
import { FIXED_ROLES, type Role } from '../domain/permission.ts'

/** Objects take the fields they name and no other: a misspelt field is refused, not ignored. */
export const CLOSED = { additionalProperties: false } as const

/** A moment in UTC with milliseconds. */
export const Moment = Type.String({ format: 'date-time', examples: ['2026-01-31T12:00:00.000Z'] })

/** An address that somebody is to sign in with. */
export const NewEmail = Type.String({ minLength: 3, maxLength: 254, examples: ['jon@example.com'] })

/** A moment, or null where there is none. */
export const MomentOrNull = Type.Union([Moment, Type.Null()])

/** An id that carries its kind: `int_` and 20 letters or digits. */
export const idOf = (kind: string) =>
  Type.String({ pattern: `^${kind}_[0-9A-Za-z]{20}$`, examples: [`${kind}_0Fh3Tz9QwErTy1Ui2Op3`] })

/** One of the fixed roles (admin, developer, viewer, user), or the id of a role of the account's own. */
export const RoleName = Type.Unsafe<Role>(
  Type.String({
    pattern: `^(${FIXED_ROLES.join('|')}|rol_[0-9A-Za-z]{20})$`,
    examples: ['viewer'],
    description: 'admin, developer, viewer, user, or the id of a role of the account’s own.',
  }),
)

/** Where a list goes on; absent on the last page. */
export const NextCursor = Type.Optional(Type.String({ description: 'Send it as `cursor` for the next page.' }))

export const LIMIT_DEFAULT = 25
export const LIMIT_MAX = 100

/** What every list of pages takes. */
export const pageQuery = {
  cursor: Type.Optional(Type.String({ minLength: 1, maxLength: 1000, description: 'From the page before.' })),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: LIMIT_MAX, default: LIMIT_DEFAULT })),
}

/** Who did something: a person, a token, the operator at the machine, or the server itself. */
export const ActorRecord = Type.Object(
  {
    kind: Type.Enum(['user', 'token', 'operator', 'system']),
    id: Type.Optional(Type.String()),
    name: Type.String(),
  },
  CLOSED,
)
