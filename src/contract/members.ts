import { type Static, Type } from 'typebox'
import { PERMISSION_NAMES } from '../domain/permission.ts'
import type { Contract } from './contract.ts'
import { CLOSED, idOf, MomentOrNull, RoleName } from './fields.ts'

const CHOICES = ['allow', 'deny', 'inherit'] as const
const PROPERTIES = Object.fromEntries(PERMISSION_NAMES.map(name => [name, Type.Optional(Type.Enum([...CHOICES]))]))
/** Exceptions from a role, permission by permission. */
export const PermissionChanges = Type.Unsafe<Record<string, (typeof CHOICES)[number]>>(
  Type.Object(PROPERTIES, { ...CLOSED, minProperties: 1 }),
)

/** Whether a member may do one thing, and why. */
const Decision = Type.Object(
  {
    permission: Type.String(),
    label: Type.String(),
    group: Type.String(),
    allowed: Type.Boolean(),
    choice: Type.Enum(['inherit', 'allow', 'deny'], { description: 'What is said of this permission itself.' }),
    from: Type.Enum(['role', 'override', 'covering_override']),
    covering: Type.Optional(Type.String({ description: 'The covering permission whose exception decides.' })),
  },
  CLOSED,
)

/** A person in an account: their role, what deviates from it, and what comes of both. */
export const Member = Type.Object(
  {
    user: Type.Object({ id: idOf('usr'), email: Type.String(), name: Type.String() }, CLOSED),
    role: RoleName,
    overrides: Type.Record(Type.String(), Type.Enum(['allow', 'deny']), {
      description: 'Permissions that are allowed or denied whatever the role says.',
    }),
    roleName: Type.String(),
    permissions: Type.Array(Type.String(), { description: 'What the member may do.' }),
    decisions: Type.Array(Decision, { description: 'Every permission: allowed or not, and where that comes from.' }),
    lastSeenAt: MomentOrNull,
    version: Type.Integer(),
  },
  CLOSED,
)
export type Member = Static<typeof Member>

const MemberReply = Type.Object({ member: Member }, CLOSED)

export const LIST_MEMBERS = {
  id: 'listMembers',
  summary: 'The people of an account with their roles and permissions',
  status: 200,
  reply: Type.Object({ items: Type.Array(Member) }, CLOSED),
  problems: ['account_not_found'],
} as const satisfies Contract

export const GET_MEMBER = {
  id: 'getMember',
  summary: 'One person of an account',
  status: 200,
  reply: MemberReply,
  problems: ['account_not_found', 'member_not_found'],
} as const satisfies Contract

export const CHANGE_MEMBER = {
  id: 'changeMember',
  summary: 'Change a member’s role or single permissions; effective on the next request',
  status: 200,
  body: Type.Object(
    {
      role: Type.Optional(RoleName),
      permissions: Type.Optional(PermissionChanges),
    },
    { ...CLOSED, minProperties: 1 },
  ),
  reply: MemberReply,
  problems: [
    'account_not_found',
    'member_not_found',
    'permission_exceeds_own',
    'last_admin',
    'version_stale',
    'reauthentication_required',
  ],
} as const satisfies Contract

export const REMOVE_MEMBER = {
  id: 'removeMember',
  summary: 'Take a person out of the account; effective on the next request',
  status: 204,
  problems: ['account_not_found', 'member_not_found', 'last_admin', 'reauthentication_required'],
} as const satisfies Contract
