import { infiniteQueryOptions } from '@tanstack/react-query'
import type { LIST_CALLS } from '../../../src/contract/calls.ts'
import { call, type ReplyOf } from './client.ts'

export type CallPage = ReplyOf<typeof LIST_CALLS>
export type LoggedCall = CallPage['items'][number]

/** What narrows the log. */
export interface CallFilter {
  integration?: string | undefined
  status?: string | undefined
  operation?: string | undefined
  client?: string | undefined
  ip?: string | undefined
}

const PAGE_SIZE = 50

/** One integration's log has a path of its own. */
function logPath(accountId: string, { integration }: CallFilter): string {
  const account = `/accounts/${accountId}`
  return integration === undefined || integration === '' ? account : `${account}/integrations/${integration}`
}

function queryOf({ integration: _, ...filter }: CallFilter): Record<string, string | undefined> {
  return { ...filter }
}

/** The log of calls, latest first, page by page. */
export const callsQuery = (accountId: string, filter: CallFilter) =>
  infiniteQueryOptions({
    queryKey: ['account', accountId, 'calls', filter],
    queryFn: ({ pageParam, signal }) =>
      call<typeof LIST_CALLS>(`GET ${logPath(accountId, filter)}/calls`, {
        query: { ...queryOf(filter), cursor: pageParam, limit: PAGE_SIZE },
        signal,
      }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: page => page.nextCursor,
  })

/** The calls since a page was read, oldest first, and the cursor for the next time. */
export const callsSince = (accountId: string, filter: CallFilter, after: string) =>
  call<typeof LIST_CALLS>(`GET ${logPath(accountId, filter)}/calls`, { query: { ...queryOf(filter), after } })

/** Where the log is downloaded from. */
export function callsExportHref(accountId: string, filter: CallFilter): string {
  const given = Object.entries(queryOf(filter)).filter(([, value]) => value !== undefined && value !== '')
  const query = new URLSearchParams(given as [string, string][])
  return `/api${logPath(accountId, filter)}/calls.csv${query.size === 0 ? '' : `?${query}`}`
}
