import { Plug } from 'lucide-react'
import { integrationQuery, integrationSummaryQuery, integrationsQuery, scopesQuery } from '../../api/integrations.ts'
import { queryClient, quietly } from '../../api/query-client.ts'
import type { Place } from '../place.ts'
import { t } from './messages.ts'

/** The list. */
export const integrationList: Place = {
  path: 'private-integrations',
  load: () => import('./ListPage.tsx'),
  permission: 'privateIntegrations.view',
  needsLabs: true,
  prefetch({ accountId = '' }) {
    quietly(queryClient.infiniteQuery(integrationsQuery(accountId)))
    quietly(queryClient.query(integrationSummaryQuery(accountId)))
  },
  nav: { group: 'other', label: t('title'), icon: Plug, key: 'i' },
}

/** Three steps to a token. */
export const integrationCreate: Place = {
  path: 'private-integrations/new',
  load: () => import('./create/Page.tsx'),
  permission: 'privateIntegrations.create',
  needsLabs: true,
  prefetch: ({ accountId = '' }) => quietly(queryClient.query(scopesQuery(accountId))),
}

/** One integration. */
export const integrationDetail: Place = {
  path: 'private-integrations/$integrationId',
  load: () => import('./detail/Page.tsx'),
  permission: 'privateIntegrations.view',
  needsLabs: true,
  prefetch: ({ accountId = '', integrationId = '' }) =>
    quietly(queryClient.query(integrationQuery({ accountId, integrationId }))),
}

/** Changes what its token may do. */
export const integrationEdit: Place = {
  path: 'private-integrations/$integrationId/edit',
  load: () => import('./edit/Page.tsx'),
  permission: 'privateIntegrations.edit',
  needsLabs: true,
  prefetch: ({ accountId = '' }) => quietly(queryClient.query(scopesQuery(accountId))),
}
