import type { PermissionChange } from '../actions/members.ts'
import type { Role } from '../domain/permission.ts'

/** A member of an account, as both offices know it. */
export interface MemberRow {
  user: { id: string; email: string; name: string }
  role: string
  roleName: string
  permissions: readonly string[]
  lastSeenAt: string | null
}

/** A role that members can have. */
export interface RoleRow {
  id: string
  name: string
  isFixed: boolean
  members: number
}

/** A link to be handed over: shown once, good once. */
export interface LinkRow {
  link: string
  expiresAt: string
}

/** An invite, and what it gives. */
export interface InviteRow {
  id: string
  email: string
  role: string
  expiresAt: string
}

/** Who is asked into an account, as what. */
export interface InviteWish {
  email: string
  role: Role
  permissions?: Record<string, PermissionChange>
}

/** An account that was added. */
export interface AddedAccount {
  id: string
  kind: string
  name: string
  locationId: string | null
  timezone: string
}

/** What commands do about people and accounts; the local database and a server's management API both offer it. */
export interface PeopleOffice {
  listMembers(accountId: string): Promise<MemberRow[]>
  listRoles(accountId: string): Promise<RoleRow[]>
  invite(accountId: string, wish: InviteWish): Promise<{ invite: InviteRow; link: string }>
  setRole(accountId: string, userId: string, role: Role): Promise<MemberRow>
  removeMember(accountId: string, userId: string): Promise<void>
  resetPassword(accountId: string, userId: string): Promise<LinkRow>
  changeEmail(accountId: string, userId: string, email: string): Promise<LinkRow>
  /** Signs a member out everywhere; gives how many sessions ended. */
  endSessions(accountId: string, userId: string): Promise<number>
  removeFactors(accountId: string, userId: string): Promise<{ isPasswordVoid: boolean }>
  addLocation(agencyId: string, wish: { name: string; timezone?: string }): Promise<AddedAccount>
}
