import { Type } from 'typebox'
import type { Contract } from './contract.ts'
import { CLOSED } from './fields.ts'
import { Session } from './me.ts'

/** What stands in the way of looking after a colleague's security. */
const CHANGE_PROBLEMS = [
  'account_not_found',
  'member_not_found',
  'permission_exceeds_own',
  'reauthentication_required',
] as const

export const GET_MEMBER_SECURITY = {
  id: 'getMemberSecurity',
  summary: 'Where a member is signed in, and which second factors they have',
  status: 200,
  reply: Type.Object(
    {
      sessions: Type.Array(Type.Omit(Session, ['isCurrent'], CLOSED)),
      factors: Type.Array(Type.Enum(['code', 'recoveryCode', 'passkey']), {
        description: 'By what the member proves who they are beside the password; empty = by nothing.',
      }),
    },
    CLOSED,
  ),
  problems: ['account_not_found', 'member_not_found', 'permission_exceeds_own'],
} as const satisfies Contract

export const END_MEMBER_SESSION = {
  id: 'endMemberSession',
  summary: 'Sign a member out in one place',
  status: 204,
  problems: [...CHANGE_PROBLEMS, 'session_not_found'],
} as const satisfies Contract

export const END_MEMBER_SESSIONS = {
  id: 'endMemberSessions',
  summary: 'Sign a member out everywhere',
  status: 200,
  reply: Type.Object({ ended: Type.Integer() }, CLOSED),
  problems: [...CHANGE_PROBLEMS],
} as const satisfies Contract

export const REMOVE_MEMBER_FACTORS = {
  id: 'removeMemberFactors',
  summary: 'Take a member’s second factors away, for the day they are lost; the member is signed out everywhere',
  status: 200,
  reply: Type.Object(
    {
      isPasswordVoid: Type.Boolean({
        description: 'Their password was too short to stand alone: they need a link for a new one.',
      }),
    },
    CLOSED,
  ),
  problems: [...CHANGE_PROBLEMS],
} as const satisfies Contract
