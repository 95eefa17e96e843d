import { KeyRound } from 'lucide-react'
import { apiKeysQuery } from '../../api/api-keys.ts'
import { queryClient, quietly } from '../../api/query-client.ts'
import type { Place } from '../place.ts'
import { t } from './messages.ts'

/** Other Settings → API Keys. */
export const apiKeys: Place = {
  path: 'api-keys',
  load: () => import('./ApiKeysPage.tsx'),
  permission: 'apiKeys.view',
  prefetch: ({ accountId = '' }) => quietly(queryClient.query(apiKeysQuery(accountId))),
  nav: { group: 'other', label: t('title'), icon: KeyRound, tag: t('tag') },
}
