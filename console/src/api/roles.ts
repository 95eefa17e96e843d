import { queryOptions } from '@tanstack/react-query'
import type { CHANGE_ROLE, CREATE_ROLE, DELETE_ROLE, LIST_ROLES } from '../../../src/contract/roles.ts'
import { type BodyOf, call, type ReplyOf } from './client.ts'
import { queryClient } from './query-client.ts'

export type Roles = ReplyOf<typeof LIST_ROLES>
export type Role = Roles['roles'][number]
export type PermissionRow = Roles['permissions'][number]
export type RoleDraft = BodyOf<typeof CREATE_ROLE>

const path = (accountId: string) => `/accounts/${accountId}/roles`

/** The roles of the account and all permissions: the two sides of the matrix. */
export const rolesQuery = (accountId: string) =>
  queryOptions({
    queryKey: ['account', accountId, 'roles'],
    queryFn: ({ signal }) => call<typeof LIST_ROLES>(`GET ${path(accountId)}`, { signal }),
  })

function refresh(accountId: string): void {
  for (const noun of ['roles', 'members'])
    void queryClient.invalidateQueries({ queryKey: ['account', accountId, noun] })
  void queryClient.invalidateQueries({ queryKey: ['me'] })
}

export async function createRole(accountId: string, body: RoleDraft): Promise<void> {
  await call<typeof CREATE_ROLE>(`POST ${path(accountId)}`, { body })
  refresh(accountId)
}

/** Changes a role for all who have it, for the version that was seen. */
export async function changeRole(accountId: string, role: Role, body: BodyOf<typeof CHANGE_ROLE>): Promise<void> {
  const ifMatch = role.version === undefined ? {} : { ifMatch: role.version }
  await call<typeof CHANGE_ROLE>(`PATCH ${path(accountId)}/${role.id}`, { body, ...ifMatch })
  refresh(accountId)
}

export async function deleteRole(accountId: string, roleId: string): Promise<void> {
  await call<typeof DELETE_ROLE>(`DELETE ${path(accountId)}/${roleId}`)
  refresh(accountId)
}
