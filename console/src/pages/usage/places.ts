import { ChartLine } from 'lucide-react'
import { queryClient, quietly } from '../../api/query-client.ts'
import { usageQuery } from '../../api/usage.ts'
import type { Place } from '../place.ts'
import { t } from './messages.ts'

/** Activity → Usage. */
export const usage: Place = {
  path: 'usage',
  load: () => import('./UsagePage.tsx'),
  permission: 'usage.view',
  prefetch: ({ accountId = '' }) =>
    quietly(queryClient.query(usageQuery(accountId, { range: '7d', groupBy: 'integration' }))),
  nav: { group: 'activity', label: t('title'), icon: ChartLine, key: 'u' },
}
