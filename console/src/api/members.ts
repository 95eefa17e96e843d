import { queryOptions } from '@tanstack/react-query'
import type {
  CREATE_EMAIL_LINK,
  CREATE_INVITE,
  CREATE_PASSWORD_RESET,
  LIST_INVITES,
  REVOKE_INVITE,
} from '../../../src/contract/invites.ts'
import type {
  END_MEMBER_SESSION,
  END_MEMBER_SESSIONS,
  GET_MEMBER_SECURITY,
  REMOVE_MEMBER_FACTORS,
} from '../../../src/contract/member-security.ts'
import type { CHANGE_MEMBER, LIST_MEMBERS, Member, REMOVE_MEMBER } from '../../../src/contract/members.ts'
import { type BodyOf, call, type ReplyOf } from './client.ts'
import { queryClient } from './query-client.ts'

export type { Member }
export type Invite = ReplyOf<typeof LIST_INVITES>['items'][number]
export type MadeInvite = ReplyOf<typeof CREATE_INVITE>
export type InviteDraft = BodyOf<typeof CREATE_INVITE>
/** One of the fixed roles, or the id of an own one. */
export type RoleId = InviteDraft['role']
export type MemberSecurity = ReplyOf<typeof GET_MEMBER_SECURITY>
export type MemberChange = BodyOf<typeof CHANGE_MEMBER>

const path = (accountId: string) => `/accounts/${accountId}/members`
const invitesPath = (accountId: string) => `/accounts/${accountId}/invites`

/** The people of the account. */
export const membersQuery = (accountId: string) =>
  queryOptions({
    queryKey: ['account', accountId, 'members'],
    queryFn: async ({ signal }) => (await call<typeof LIST_MEMBERS>(`GET ${path(accountId)}`, { signal })).items,
  })

/** Where a member is signed in, and by what they prove who they are. */
export const memberSecurityQuery = (accountId: string, userId: string) =>
  queryOptions({
    queryKey: ['account', accountId, 'members', userId, 'security'],
    queryFn: ({ signal }) => call<typeof GET_MEMBER_SECURITY>(`GET ${path(accountId)}/${userId}/security`, { signal }),
    // A 403 says that this person may do more: it does not change by asking again.
    retry: false,
  })

/** Who was invited and has not come yet. */
export const invitesQuery = (accountId: string) =>
  queryOptions({
    queryKey: ['account', accountId, 'invites'],
    queryFn: async ({ signal }) => (await call<typeof LIST_INVITES>(`GET ${invitesPath(accountId)}`, { signal })).items,
  })

/** Reads anew who is in the account; their own rights may have changed as well. */
function refresh(accountId: string): void {
  for (const noun of ['members', 'invites', 'roles']) {
    void queryClient.invalidateQueries({ queryKey: ['account', accountId, noun] })
  }
  void queryClient.invalidateQueries({ queryKey: ['me'] })
}

/** Changes a role or single permissions, for the version that was seen. */
export async function changeMember(accountId: string, member: Member, body: MemberChange): Promise<Member> {
  const on = `PATCH ${path(accountId)}/${member.user.id}`
  const reply = await call<typeof CHANGE_MEMBER>(on, { body, ifMatch: member.version })
  refresh(accountId)
  return reply.member
}

/** Takes a person out of the account. */
export async function removeMember(accountId: string, userId: string): Promise<void> {
  await call<typeof REMOVE_MEMBER>(`DELETE ${path(accountId)}/${userId}`)
  refresh(accountId)
}

/** Makes a link for one address; it is in this reply and nowhere else. */
export async function createInvite(accountId: string, body: InviteDraft, idempotencyKey: string): Promise<MadeInvite> {
  const made = await call<typeof CREATE_INVITE>(`POST ${invitesPath(accountId)}`, { body, idempotencyKey })
  refresh(accountId)
  return made
}

export async function revokeInvite(accountId: string, inviteId: string): Promise<void> {
  await call<typeof REVOKE_INVITE>(`DELETE ${invitesPath(accountId)}/${inviteId}`)
  refresh(accountId)
}

/** A link by which a person sets a new password; it is in this reply and nowhere else. */
export const createPasswordReset = (accountId: string, userId: string) =>
  call<typeof CREATE_PASSWORD_RESET>(`POST ${path(accountId)}/${userId}/password-reset`)

/** A link by which a person's e-mail address becomes another; it is in this reply and nowhere else. */
export const createEmailLink = (accountId: string, userId: string, email: string) =>
  call<typeof CREATE_EMAIL_LINK>(`POST ${path(accountId)}/${userId}/email-change`, { body: { email } })

/** Signs a member out in one place. */
export async function endMemberSession(accountId: string, userId: string, sessionId: string): Promise<void> {
  await call<typeof END_MEMBER_SESSION>(`DELETE ${path(accountId)}/${userId}/sessions/${sessionId}`)
  refresh(accountId)
}

/** Signs a member out everywhere. */
export async function endMemberSessions(accountId: string, userId: string): Promise<number> {
  const { ended } = await call<typeof END_MEMBER_SESSIONS>(`DELETE ${path(accountId)}/${userId}/sessions`)
  refresh(accountId)
  return ended
}

/** Takes a member's second factors away; tells whether their password has gone as well. */
export async function removeMemberFactors(accountId: string, userId: string): Promise<boolean> {
  const on = `DELETE ${path(accountId)}/${userId}/second-factors`
  const { isPasswordVoid } = await call<typeof REMOVE_MEMBER_FACTORS>(on)
  refresh(accountId)
  return isPasswordVoid
}
