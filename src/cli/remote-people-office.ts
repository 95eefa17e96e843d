import { randomUUID } from 'node:crypto'
import type { ApiClient } from './api-client.ts'
import type { AddedAccount, InviteRow, LinkRow, MemberRow, PeopleOffice, RoleRow } from './people-office.ts'

/** The people's part of the office behind a server's management API. */
export function createRemotePeopleOffice(api: ApiClient): PeopleOffice {
  const post = <Body>(path: string, body?: object) =>
    api.get<Body>({ method: 'POST', path, body, headers: { 'idempotency-key': randomUUID() } })
  return {
    async listMembers(accountId) {
      const { items } = await api.get<{ items: MemberRow[] }>({ method: 'GET', path: `${pathOf(accountId)}/members` })
      return items.map(toRow)
    },
    async listRoles(accountId) {
      const { roles } = await api.get<{ roles: RoleRow[] }>({ method: 'GET', path: `${pathOf(accountId)}/roles` })
      return roles.map(({ id, name, isFixed, members }) => ({ id, name, isFixed, members }))
    },
    async invite(accountId, wish) {
      const made = await post<{ invite: InviteRow; link: string }>(`${pathOf(accountId)}/invites`, wish)
      const { id, email, role, expiresAt } = made.invite
      return { invite: { id, email, role, expiresAt }, link: made.link }
    },
    async setRole(accountId, userId, role) {
      const path = memberPath(accountId, userId)
      return toRow((await api.get<{ member: MemberRow }>({ method: 'PATCH', path, body: { role } })).member)
    },
    removeMember: async (accountId, userId) =>
      void (await api.send({ method: 'DELETE', path: memberPath(accountId, userId) })),
    async resetPassword(accountId, userId) {
      const { link, expiresAt } = await post<LinkRow>(`${memberPath(accountId, userId)}/password-reset`)
      return { link, expiresAt }
    },
    async changeEmail(accountId, userId, email) {
      const path = `${memberPath(accountId, userId)}/email-change`
      const { link, expiresAt } = await post<LinkRow>(path, { email })
      return { link, expiresAt }
    },
    endSessions: async (accountId, userId) =>
      (await api.get<{ ended: number }>({ method: 'DELETE', path: `${memberPath(accountId, userId)}/sessions` })).ended,
    removeFactors: (accountId, userId) =>
      api.get<{ isPasswordVoid: boolean }>({
        method: 'DELETE',
        path: `${memberPath(accountId, userId)}/second-factors`,
      }),
    addLocation: async (agencyId, wish) =>
      (await post<{ account: AddedAccount }>(`${pathOf(agencyId)}/locations`, wish)).account,
  }
}

const pathOf = (accountId: string) => `/accounts/${encodeURIComponent(accountId)}`
const memberPath = (accountId: string, userId: string) => `${pathOf(accountId)}/members/${encodeURIComponent(userId)}`

function toRow({ user, role, roleName, permissions, lastSeenAt }: MemberRow): MemberRow {
  return { user, role, roleName, permissions, lastSeenAt }
}
