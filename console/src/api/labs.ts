import { queryOptions } from '@tanstack/react-query'
import type { CHANGE_LABS, GET_LABS } from '../../../src/contract/accounts.ts'
import { type BodyOf, call, type ReplyOf } from './client.ts'
import { queryClient } from './query-client.ts'

export type Labs = ReplyOf<typeof GET_LABS>

/** Which Labs features are on. */
export const labsQuery = (accountId: string) =>
  queryOptions({
    queryKey: ['account', accountId, 'labs'],
    queryFn: ({ signal }) => call<typeof GET_LABS>(`GET /accounts/${accountId}/labs`, { signal }),
    staleTime: 60_000,
  })

/** Switches a feature; the frame's menu follows at once. */
export async function changeLabs(accountId: string, body: BodyOf<typeof CHANGE_LABS>): Promise<Labs> {
  const labs = await call<typeof CHANGE_LABS>(`PATCH /accounts/${accountId}/labs`, { body })
  queryClient.setQueryData(labsQuery(accountId).queryKey, labs)
  return labs
}
