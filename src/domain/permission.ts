/** What a person may do in an account. `partOf` names the right that covers it when nothing more exact is said. */
export const PERMISSIONS = {
  'privateIntegrations.view': { label: 'View private integrations' },
  'privateIntegrations.manage': { label: 'Manage private integrations' },
  'privateIntegrations.create': { label: 'Create private integrations', partOf: 'privateIntegrations.manage' },
  'privateIntegrations.rotate': { label: 'Rotate tokens', partOf: 'privateIntegrations.manage' },
  'privateIntegrations.edit': { label: 'Edit private integrations', partOf: 'privateIntegrations.manage' },
  'privateIntegrations.delete': { label: 'Delete private integrations', partOf: 'privateIntegrations.manage' },
  'webhooks.view': { label: 'View webhooks and their deliveries' },
  'webhooks.manage': { label: 'Manage webhooks' },
  'apiKeys.view': { label: 'View API keys' },
  'apiKeys.manage': { label: 'Create, revoke and move API keys' },
  'usage.view': { label: 'View usage and the request log' },
  'contacts.import': { label: 'Import contacts' },
  'members.view': { label: 'View members' },
  'members.manage': { label: 'Manage members and their permissions' },
  'accounts.manage': { label: 'Add accounts below the agency' },
  'labs.manage': { label: 'Switch Labs features' },
  'policies.manage': { label: 'Set account policies' },
  'audit.view': { label: 'Read the audit log' },
} as const satisfies Record<string, { label: string; partOf?: string }>

export type Permission = keyof typeof PERMISSIONS
export const PERMISSION_NAMES = Object.keys(PERMISSIONS) as Permission[]

/** Under which heading a permission stands, by what its name begins with. */
const GROUPS: Record<string, string> = {
  privateIntegrations: 'Private integrations',
  webhooks: 'Webhooks',
  apiKeys: 'API keys',
  usage: 'Activity',
  audit: 'Activity',
  members: 'People',
  accounts: 'Account',
  labs: 'Account',
  policies: 'Account',
}

/** The heading of a permission in the matrix of roles. */
export function groupOf(permission: Permission): string {
  return GROUPS[permission.split('.')[0] ?? ''] ?? 'Account'
}

/** The roles that every account has. */
export const FIXED_ROLES = ['admin', 'developer', 'viewer', 'user'] as const
export type FixedRole = (typeof FIXED_ROLES)[number]
/** A role of an account's own, by its id. */
export type OwnRoleId = `rol_${string}`
export type Role = FixedRole | OwnRoleId

const ROLE_ALLOWS: Record<FixedRole, readonly Permission[]> = {
  admin: PERMISSION_NAMES,
  developer: ['privateIntegrations.view', 'webhooks.view', 'webhooks.manage', 'usage.view', 'members.view'],
  viewer: ['privateIntegrations.view', 'webhooks.view', 'apiKeys.view', 'usage.view', 'audit.view'],
  user: [],
}

/** Per-user exceptions from the role: true allows, false denies, absent inherits. */
export type PermissionOverrides = Partial<Record<Permission, boolean>>

/** A person in an account. */
export interface Membership {
  accountId: string
  userId: string
  role: Role
  /** What the account's own role allows; absent for a fixed one. */
  ownRole?: OwnRole
  overrides: PermissionOverrides
  version: number
}

/** A role that an account made for itself. */
export interface OwnRole {
  id: OwnRoleId
  name: string
  permissions: readonly Permission[]
}

/** What of a member decides about what they may do. */
export type Standing = Pick<Membership, 'role' | 'ownRole' | 'overrides'>

/** Where a decision about a permission comes from. */
export type PermissionSource = 'role' | 'covering_override' | 'override'

/** Whether a member may. The exact override decides first, then that of the covering right, then the role. */
export function isAllowed(member: Standing, permission: Permission): boolean {
  return decide(member, permission).isAllowed
}

/** The same, and why: for "what can this person do?". */
export function decide(
  member: Standing,
  permission: Permission,
): { isAllowed: boolean; source: PermissionSource; covering?: Permission } {
  const exact = member.overrides[permission]
  if (exact !== undefined) return { isAllowed: exact, source: 'override' }
  const covering = coveringPermission(permission)
  const covered = covering === undefined ? undefined : member.overrides[covering]
  if (covered !== undefined) return { isAllowed: covered, source: 'covering_override', covering }
  return { isAllowed: allowedByRole(member).includes(permission), source: 'role' }
}

/** What a role allows before any exception. An own role that is not there any more allows nothing. */
export function allowedByRole({ role, ownRole }: Pick<Standing, 'role' | 'ownRole'>): readonly Permission[] {
  return isFixedRole(role) ? ROLE_ALLOWS[role] : (ownRole?.permissions ?? [])
}

/** What people call a role. */
export function nameOfRole({ role, ownRole }: Pick<Standing, 'role' | 'ownRole'>): string {
  return ownRole?.name ?? role.charAt(0).toUpperCase() + role.slice(1)
}

/** True for one of the four roles that every account has. */
export function isFixedRole(role: string): role is FixedRole {
  return (FIXED_ROLES as readonly string[]).includes(role)
}

/** All that a member may do, in the order of the list above. */
export function effectivePermissions(member: Standing): Permission[] {
  return PERMISSION_NAMES.filter(permission => isAllowed(member, permission))
}

/**
 * Whether someone has every right there is. An account must keep such an admin: as nobody grants what they lack, a right
 * that the last one loses could never be given back.
 */
export function isInCharge({ role, permissions }: { role: string; permissions: readonly string[] }): boolean {
  return role === 'admin' && permissions.length === PERMISSION_NAMES.length
}

/** A list with what its members cover put in, without doubles and in the order of the list above. */
export function withCovered(permissions: readonly Permission[]): Permission[] {
  const all = new Set(permissions.flatMap(name => [name, ...coveredBy(name)]))
  return PERMISSION_NAMES.filter(name => all.has(name))
}

/** True for a name of the list above; narrows a string from outside. */
export function isPermission(name: string): name is Permission {
  return Object.hasOwn(PERMISSIONS, name)
}

/** The right that covers this one when nothing more exact is said. */
export function coveringPermission(permission: Permission): Permission | undefined {
  const entry = PERMISSIONS[permission]
  return 'partOf' in entry ? entry.partOf : undefined
}

/** The rights that this one covers: setting it anew takes back what was said of them before. */
export function coveredBy(permission: Permission): Permission[] {
  return PERMISSION_NAMES.filter(name => coveringPermission(name) === permission)
}
