import type { FirstView } from '../../src/contract/first-view.ts'
import { integrationSummaryQuery, integrationsQuery } from './api/integrations.ts'
import { labsQuery } from './api/labs.ts'
import { meQuery, type Person } from './api/me.ts'
import { bellQuery } from './api/notifications.ts'
import { queryClient } from './api/query-client.ts'

/** Puts what the page has brought along where queries look first. Without waiting: the server draws in the same breath. */
export function takeFirstView(accountId: string, view: FirstView): void {
  const { me, labs, bell, integrations, summary } = view
  queryClient.setQueryData(meQuery.queryKey, me as Person)
  if (labs !== undefined) queryClient.setQueryData(labsQuery(accountId).queryKey, labs)
  if (bell !== undefined) queryClient.setQueryData(bellQuery(accountId).queryKey, bell)
  if (summary !== undefined) queryClient.setQueryData(integrationSummaryQuery(accountId).queryKey, summary)
  if (integrations !== undefined) {
    queryClient.setQueryData(integrationsQuery(accountId).queryKey, { pages: [integrations], pageParams: [undefined] })
  }
}

/** The account of an address. */
export function accountOf(path: string): string {
  return /^\/accounts\/(acc_[0-9A-Za-z]+)\//.exec(path)?.[1] ?? ''
}
