import { Plug } from 'lucide-react'
import { integrationsQuery } from '../../api/integrations.ts'
import { queryClient, quietly } from '../../api/query-client.ts'
import type { Place } from '../place.ts'
import { t } from './messages.ts'

/** The list. */
export const integrationList: Place = {
  path: 'private-integrations',
  load: () => import('./ListPage.tsx'),
  permission: 'privateIntegrations.view',
  needsLabs: true,
  prefetch: ({ accountId = '' }) => quietly(queryClient.infiniteQuery(integrationsQuery(accountId))),
  nav: { group: 'other', label: t('title'), icon: Plug, key: 'i' },
}
