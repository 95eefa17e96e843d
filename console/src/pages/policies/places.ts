import { ShieldCheck } from 'lucide-react'
import { policiesQuery } from '../../api/policies.ts'
import { queryClient, quietly } from '../../api/query-client.ts'
import type { Place } from '../place.ts'
import { t } from './messages.ts'

/** Account → Policies. */
export const policies: Place = {
  path: 'policies',
  load: () => import('./PoliciesPage.tsx'),
  permission: 'policies.manage',
  prefetch: ({ accountId = '' }) => quietly(queryClient.query(policiesQuery(accountId))),
  nav: { group: 'account', label: t('title'), icon: ShieldCheck },
}
