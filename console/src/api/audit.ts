import { infiniteQueryOptions } from '@tanstack/react-query'
import type { LIST_AUDIT_ENTRIES } from '../../../src/contract/audit.ts'
import { call, type ReplyOf } from './client.ts'
import type { IntegrationRef } from './integrations.ts'

export type AuditEntry = ReplyOf<typeof LIST_AUDIT_ENTRIES>['items'][number]

const PAGE_SIZE = 50

/** What was done to one integration, latest first, page by page. */
export const integrationAuditQuery = ({ accountId, integrationId }: IntegrationRef) =>
  infiniteQueryOptions({
    queryKey: ['account', accountId, 'integrations', 'audit', integrationId],
    queryFn: ({ pageParam, signal }) =>
      call<typeof LIST_AUDIT_ENTRIES>(`GET /accounts/${accountId}/integrations/${integrationId}/audit`, {
        query: { cursor: pageParam, limit: PAGE_SIZE },
        signal,
      }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: page => page.nextCursor,
  })
