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
  'labs.manage': { label: 'Switch Labs features' },
  'policies.manage': { label: 'Set account policies' },
  'audit.view': { label: 'Read the audit log' },
} as const satisfies Record<string, { label: string; partOf?: string }>

export type Permission = keyof typeof PERMISSIONS
export const PERMISSION_NAMES = Object.keys(PERMISSIONS) as Permission[]

export const ROLES = ['admin', 'developer', 'viewer', 'user'] as const
export type Role = (typeof ROLES)[number]

const ROLE_ALLOWS: Record<Role, readonly Permission[]> = {
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
  overrides: PermissionOverrides
  version: number
}

/** Whether a member may. The exact override decides first, then that of the covering right, then the role. */
export function isAllowed(member: Pick<Membership, 'role' | 'overrides'>, permission: Permission): boolean {
  const covering = coveringPermission(permission)
  return (
    member.overrides[permission] ??
    (covering === undefined ? undefined : member.overrides[covering]) ??
    ROLE_ALLOWS[member.role].includes(permission)
  )
}

/** All that a member may do, in the order of the list above. */
export function effectivePermissions(member: Pick<Membership, 'role' | 'overrides'>): Permission[] {
  return PERMISSION_NAMES.filter(permission => isAllowed(member, permission))
}

/** True for a name of the list above; narrows a string from outside. */
export function isPermission(name: string): name is Permission {
  return Object.hasOwn(PERMISSIONS, name)
}

function coveringPermission(permission: Permission): Permission | undefined {
  const entry = PERMISSIONS[permission]
  return 'partOf' in entry ? entry.partOf : undefined
}

/** The rights that this one covers: setting it anew takes back what was said of them before. */
export function coveredBy(permission: Permission): Permission[] {
  return PERMISSION_NAMES.filter(name => coveringPermission(name) === permission)
}
