import { splitName } from '../../domain/user.ts'
import { wireRole } from './rules.ts'
import type { Member } from './store.ts'

/** One user as GET /users/{userId} shows it. `locationIds` has only the locations that the token may see. */
export function presentUser(member: Member): Record<string, unknown> {
  const { profile } = member
  return {
    id: member.wireId,
    name: member.name,
    ...splitName(member.name),
    email: member.email,
    ...textOf(profile, 'phone'),
    ...textOf(profile, 'extension'),
    roles: {
      type: member.isOfAgency ? 'agency' : 'account',
      role: wireRole(member.roles),
      locationIds: member.locationIds,
    },
  }
}

/** One user in a list, which also says whether it is switched off. */
export function presentListedUser(member: Member): Record<string, unknown> {
  return { ...presentUser(member), deleted: member.isDisabled }
}

function textOf(profile: Record<string, unknown>, key: string): Record<string, string> {
  const value = profile[key]
  return typeof value === 'string' ? { [key]: value } : {}
}
