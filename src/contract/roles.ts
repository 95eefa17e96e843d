import { Type } from 'typebox'
import { PERMISSION_NAMES, type Permission } from '../domain/permission.ts'
import type { Contract } from './contract.ts'
import { CLOSED, RoleName } from './fields.ts'

/** One of the four fixed roles, or one that the account made for itself. */
export const Role = Type.Object(
  {
    id: RoleName,
    name: Type.String(),
    isFixed: Type.Boolean({ description: 'The same in every account; cannot be changed.' }),
    permissions: Type.Array(Type.String()),
    members: Type.Integer({ description: 'How many members have it.' }),
    version: Type.Optional(Type.Integer()),
  },
  CLOSED,
)

const PermissionRow = Type.Object(
  {
    permission: Type.String(),
    label: Type.String(),
    group: Type.String(),
    partOf: Type.Union([Type.String(), Type.Null()], { description: 'The permission that covers this one.' }),
  },
  CLOSED,
)

const Name = Type.String({ minLength: 1, maxLength: 60 })
const Permissions = Type.Unsafe<Permission[]>(
  Type.Array(Type.Enum([...PERMISSION_NAMES]), {
    uniqueItems: true,
    maxItems: 100,
    description: 'One that covers others brings them along.',
  }),
)
const RoleReply = Type.Object({ role: Role }, CLOSED)

export const LIST_ROLES = {
  id: 'listRoles',
  summary: 'The roles of an account and all permissions: the two sides of the matrix',
  status: 200,
  reply: Type.Object({ permissions: Type.Array(PermissionRow), roles: Type.Array(Role) }, CLOSED),
  problems: ['account_not_found'],
} as const satisfies Contract

export const CREATE_ROLE = {
  id: 'createRole',
  summary: 'Make a role of the account’s own',
  status: 201,
  body: Type.Object({ name: Name, permissions: Permissions }, CLOSED),
  reply: RoleReply,
  problems: ['account_not_found', 'role_name_taken', 'permission_exceeds_own', 'reauthentication_required'],
} as const satisfies Contract

export const CHANGE_ROLE = {
  id: 'changeRole',
  summary: 'Change a role of the account’s own for all who have it; effective on their next request',
  status: 200,
  body: Type.Object(
    { name: Type.Optional(Name), permissions: Type.Optional(Permissions) },
    { ...CLOSED, minProperties: 1 },
  ),
  reply: RoleReply,
  problems: [
    'account_not_found',
    'role_not_found',
    'role_name_taken',
    'permission_exceeds_own',
    'version_stale',
    'reauthentication_required',
  ],
} as const satisfies Contract

export const DELETE_ROLE = {
  id: 'deleteRole',
  summary: 'Delete a role that nobody has',
  status: 204,
  problems: ['account_not_found', 'role_not_found', 'role_in_use', 'reauthentication_required'],
} as const satisfies Contract
