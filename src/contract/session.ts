import { type Static, Type } from 'typebox'
import type { Contract } from './contract.ts'
import { CLOSED, idOf, Moment, MomentOrNull, RoleName } from './fields.ts'

const User = Type.Object({ id: idOf('usr'), email: Type.String(), name: Type.String() }, CLOSED)

/** Who is signed in, and until when. */
export const SignedIn = Type.Object({ user: User, expiresAt: Moment }, CLOSED)

/** A password as it is typed: one that is too short is wrong, not malformed. */
export const Password = Type.String({ minLength: 1, maxLength: 1024 })

/** Six digits of an authenticator app, or a recovery code; blanks and hyphens do not count. */
export const Code = Type.String({
  minLength: 1,
  maxLength: 64,
  description: 'Of an authenticator app, or a recovery code.',
})

export const SIGN_IN = {
  id: 'signIn',
  summary: 'Sign in; the session comes as a cookie',
  status: 200,
  body: Type.Object(
    {
      email: Type.String({ minLength: 1, maxLength: 320 }),
      password: Password,
      code: Type.Optional(Code),
    },
    CLOSED,
  ),
  reply: SignedIn,
  problems: [
    'sign_in_failed',
    'sign_in_limited',
    'second_factor_required',
    'second_factor_failed',
    'sign_in_expired',
    'origin_foreign',
  ],
} as const satisfies Contract

export const SIGN_OUT = {
  id: 'signOut',
  summary: 'End the session',
  status: 204,
  problems: [],
} as const satisfies Contract

const wireIds = {
  locationId: Type.Union([Type.String(), Type.Null()], { description: 'The id on API v2.0; null for an agency.' }),
  companyId: Type.Union([Type.String(), Type.Null()], { description: 'The agency’s id on API v2.0, where known.' }),
}

const AccountAccess = Type.Object(
  {
    id: idOf('acc'),
    kind: Type.Enum(['agency', 'location']),
    name: Type.String(),
    ...wireIds,
    role: Type.Union([RoleName, Type.Null()]),
    permissions: Type.Array(Type.String()),
  },
  CLOSED,
)

const UserMe = Type.Object({ principal: Type.Literal('user'), user: User, accounts: Type.Array(AccountAccess) }, CLOSED)

const TokenMe = Type.Object(
  {
    principal: Type.Literal('token'),
    account: Type.Object({ id: idOf('acc'), kind: Type.Enum(['agency', 'location']), ...wireIds }, CLOSED),
    integration: Type.Object({ id: idOf('int'), name: Type.String() }, CLOSED),
    token: Type.Object({ id: idOf('tok'), role: Type.Enum(['current', 'retiring']), endsAt: MomentOrNull }, CLOSED),
    scopes: Type.Array(Type.String()),
    limits: Type.Object({ perTenSeconds: Type.Integer(), perDay: Type.Integer() }, CLOSED),
  },
  CLOSED,
)

export const GET_ME = {
  id: 'getMe',
  summary: 'Who is calling: a person with their accounts, or a token with what it may do',
  status: 200,
  reply: Type.Union([UserMe, TokenMe]),
  problems: [],
} as const satisfies Contract
export type Me = Static<typeof GET_ME.reply>
