import { Webhook } from 'lucide-react'
import { queryClient, quietly } from '../../api/query-client.ts'
import { endpointQuery, endpointsQuery } from '../../api/webhooks.ts'
import type { Place } from '../place.ts'
import { t } from './messages.ts'

/** Other Settings → Webhooks. */
export const webhooks: Place = {
  path: 'webhooks',
  load: () => import('./WebhooksPage.tsx'),
  permission: 'webhooks.view',
  needsLabs: true,
  prefetch: ({ accountId = '' }) => quietly(queryClient.infiniteQuery(endpointsQuery(accountId))),
  nav: { group: 'other', label: t('title'), icon: Webhook, key: 'w' },
}

/** One endpoint. */
export const webhook: Place = {
  path: 'webhooks/$endpointId',
  load: () => import('./EndpointPage.tsx'),
  permission: 'webhooks.view',
  needsLabs: true,
  prefetch: ({ accountId = '', endpointId = '' }) =>
    quietly(queryClient.query(endpointQuery({ accountId, endpointId }))),
}
