import type { Deps } from '../actions/deps.ts'
import { createEmailLink } from '../actions/email-changes.ts'
import { createInvite } from '../actions/invites.ts'
import { addLocation } from '../actions/locations.ts'
import { endMemberSessions, removeMemberFactors } from '../actions/member-security.ts'
import { changeMember, listMembers, type Member, removeMember } from '../actions/members.ts'
import { createPasswordReset } from '../actions/passwords.ts'
import { listRoles } from '../actions/roles.ts'
import type { Actor } from '../domain/actor.ts'
import { linkTo } from '../domain/links.ts'
import { nameOfRole } from '../domain/permission.ts'
import type { MemberRow, PeopleOffice } from './people-office.ts'

/** The people's part of the office on the local database. Links lead to the address that browsers use. */
export function createLocalPeopleOffice(deps: Deps, actor: Actor, publicUrl: URL): PeopleOffice {
  return {
    listMembers: async accountId => (await listMembers(deps, actor, { accountId })).map(toRow),
    listRoles: async accountId =>
      (await listRoles(deps, actor, { accountId })).map(({ id, name, isFixed, members }) => ({
        ...{ id, name, isFixed, members },
      })),
    async invite(accountId, wish) {
      const { invite, secret } = await createInvite(deps, actor, { accountId, ...wish })
      const { id, email, role, expiresAt } = invite
      const row = { id, email, role, expiresAt: expiresAt.toISOString() }
      return { invite: row, link: linkTo('invite', publicUrl, secret) }
    },
    setRole: async (accountId, userId, role) => toRow(await changeMember(deps, actor, { accountId, userId, role })),
    removeMember: (accountId, userId) => removeMember(deps, actor, { accountId, userId }),
    async resetPassword(accountId, userId) {
      const { secret, expiresAt } = await createPasswordReset(deps, actor, { accountId, userId })
      return { link: linkTo('passwordReset', publicUrl, secret), expiresAt: expiresAt.toISOString() }
    },
    async changeEmail(accountId, userId, email) {
      const { secret, expiresAt } = await createEmailLink(deps, actor, { accountId, userId, email })
      return { link: linkTo('emailChange', publicUrl, secret), expiresAt: expiresAt.toISOString() }
    },
    endSessions: (accountId, userId) => endMemberSessions(deps, actor, { accountId, userId }),
    removeFactors: (accountId, userId) => removeMemberFactors(deps, actor, { accountId, userId }),
    async addLocation(accountId, wish) {
      const { id, kind, name, wireId, timezone } = await addLocation(deps, actor, { accountId, ...wish })
      return { id, kind, name, locationId: wireId, timezone }
    },
  }
}

function toRow({ user: { id, email, name }, membership, permissions, lastSeenAt }: Member): MemberRow {
  return {
    user: { id, email, name },
    role: membership.role,
    roleName: nameOfRole(membership),
    permissions,
    lastSeenAt: lastSeenAt?.toISOString() ?? null,
  }
}
