import { queryOptions } from '@tanstack/react-query'
import type { GET_INTEGRATION_USAGE, GET_USAGE } from '../../../src/contract/usage.ts'
import { call, type ReplyOf } from './client.ts'
import type { IntegrationRef } from './integrations.ts'

export type Usage = ReplyOf<typeof GET_INTEGRATION_USAGE>

/** What is asked of the counted calls. */
export interface UsageAsked {
  range: Usage['range']
  groupBy: Usage['groupBy']
}

const REFRESH_MS = 60_000

/** How one integration was used. */
export const integrationUsageQuery = ({ accountId, integrationId }: IntegrationRef, asked: UsageAsked) =>
  queryOptions({
    queryKey: ['account', accountId, 'usage', integrationId, asked],
    queryFn: ({ signal }) =>
      call<typeof GET_INTEGRATION_USAGE>(`GET /accounts/${accountId}/integrations/${integrationId}/usage`, {
        query: { ...asked },
        signal,
      }),
    refetchInterval: REFRESH_MS,
  })

/** How the account's integrations were used. */
export const usageQuery = (accountId: string, asked: UsageAsked) =>
  queryOptions({
    queryKey: ['account', accountId, 'usage', 'all', asked],
    queryFn: ({ signal }) =>
      call<typeof GET_USAGE>(`GET /accounts/${accountId}/usage`, { query: { ...asked }, signal }),
    refetchInterval: REFRESH_MS,
  })
