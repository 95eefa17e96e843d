import { queryOptions } from '@tanstack/react-query'
import type { GET_SAFE_TO_EXPIRE } from '../../../src/contract/safe-to-expire.ts'
import { call, type ReplyOf } from './client.ts'
import type { IntegrationRef } from './integrations.ts'

export type SafeToExpire = ReplyOf<typeof GET_SAFE_TO_EXPIRE>

/** Whether the old token can end without anybody noticing, judged by the rhythm of each client. */
export const safeToExpireQuery = ({ accountId, integrationId }: IntegrationRef) =>
  queryOptions({
    queryKey: ['account', accountId, 'integrations', 'safe-to-expire', integrationId],
    queryFn: ({ signal }) =>
      call<typeof GET_SAFE_TO_EXPIRE>(`GET /accounts/${accountId}/integrations/${integrationId}/safe-to-expire`, {
        signal,
      }),
    refetchInterval: 15_000,
  })
