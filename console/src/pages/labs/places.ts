import { FlaskConical } from 'lucide-react'
import { labsQuery } from '../../api/labs.ts'
import { queryClient, quietly } from '../../api/query-client.ts'
import type { Place } from '../place.ts'
import { t } from './messages.ts'

/** Other Settings → Labs. */
export const labs: Place = {
  path: 'labs',
  load: () => import('./LabsPage.tsx'),
  permission: 'labs.manage',
  prefetch: ({ accountId = '' }) => quietly(queryClient.query(labsQuery(accountId))),
  nav: { group: 'other', label: t('title'), icon: FlaskConical, key: 'l' },
}
