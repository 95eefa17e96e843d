import { type Static, Type } from 'typebox'
import { ROLES } from '../domain/permission.ts'
import type { Contract } from './contract.ts'
import { CLOSED, idOf, Moment, MomentOrNull } from './fields.ts'

const User = Type.Object({ id: idOf('usr'), email: Type.String(), name: Type.String() }, CLOSED)

export const SIGN_IN = {
  id: 'signIn',
  summary: 'Sign in; the session comes as a cookie',
  status: 200,
  body: Type.Object(
    { email: Type.String({ minLength: 1, maxLength: 320 }), password: Type.String({ minLength: 1, maxLength: 1024 }) },
    CLOSED,
  ),
  reply: Type.Object({ user: User, expiresAt: Moment }, CLOSED),
  problems: ['sign_in_failed', 'sign_in_limited', 'origin_foreign'],
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
    role: Type.Union([Type.Enum([...ROLES]), Type.Null()]),
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
