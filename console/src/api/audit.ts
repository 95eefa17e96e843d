import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import type { LIST_AUDIT_ENTRIES, LIST_AUDIT_FACETS, VERIFY_AUDIT } from '../../../src/contract/audit.ts'
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

/** What narrows the log: names as in the API's query. */
export interface AuditFilter {
  action?: string | undefined
  actor?: string | undefined
  target?: string | undefined
  from?: string | undefined
  to?: string | undefined
}

const auditPath = (accountId: string) => `/accounts/${accountId}/audit`

/** The account's whole log, latest first, page by page. */
export const auditQuery = (accountId: string, filter: AuditFilter) =>
  infiniteQueryOptions({
    queryKey: ['account', accountId, 'audit', filter],
    queryFn: ({ pageParam, signal }) =>
      call<typeof LIST_AUDIT_ENTRIES>(`GET ${auditPath(accountId)}`, {
        query: { ...filter, cursor: pageParam, limit: PAGE_SIZE },
        signal,
      }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: page => page.nextCursor,
  })

/** The actions and people that the log speaks of, to choose from. */
export const auditFacetsQuery = (accountId: string) =>
  queryOptions({
    queryKey: ['account', accountId, 'audit-facets'],
    queryFn: ({ signal }) => call<typeof LIST_AUDIT_FACETS>(`GET ${auditPath(accountId)}/facets`, { signal }),
  })

/** Whether the entries still follow from one another. */
export const auditVerificationQuery = (accountId: string) =>
  queryOptions({
    queryKey: ['account', accountId, 'audit-verification'],
    queryFn: ({ signal }) => call<typeof VERIFY_AUDIT>(`GET ${auditPath(accountId)}/verification`, { signal }),
    staleTime: 60_000,
  })

/** Where the log is downloaded from. */
export function auditExportHref(accountId: string, format: 'csv' | 'json', filter: AuditFilter): string {
  const given = Object.entries(filter).filter(([, value]) => value !== undefined && value !== '')
  const query = new URLSearchParams(given as [string, string][])
  return `/api${auditPath(accountId)}/export.${format}${query.size === 0 ? '' : `?${query}`}`
}
