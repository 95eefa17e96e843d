import { queryOptions } from '@tanstack/react-query'
import type { CHANGE_POLICIES, GET_POLICIES } from '../../../src/contract/accounts.ts'
import { type BodyOf, call, type ReplyOf } from './client.ts'
import { queryClient } from './query-client.ts'

export type Policies = ReplyOf<typeof GET_POLICIES>

/** The account's rules for tokens. */
export const policiesQuery = (accountId: string) =>
  queryOptions({
    queryKey: ['account', accountId, 'policies'],
    queryFn: ({ signal }) => call<typeof GET_POLICIES>(`GET /accounts/${accountId}/policies`, { signal }),
    staleTime: 60_000,
  })

/** Sets some of them; what hangs on them (due dates) is read anew. */
export async function changePolicies(accountId: string, body: BodyOf<typeof CHANGE_POLICIES>): Promise<Policies> {
  const policies = await call<typeof CHANGE_POLICIES>(`PATCH /accounts/${accountId}/policies`, { body })
  queryClient.setQueryData(policiesQuery(accountId).queryKey, policies)
  void queryClient.invalidateQueries({ queryKey: ['account', accountId, 'integrations'] })
  return policies
}
