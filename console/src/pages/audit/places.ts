import { ScrollText } from 'lucide-react'
import { auditQuery } from '../../api/audit.ts'
import { queryClient, quietly } from '../../api/query-client.ts'
import type { Place } from '../place.ts'
import { t } from './messages.ts'

/** Activity → Audit log. */
export const audit: Place = {
  path: 'audit',
  load: () => import('./AuditPage.tsx'),
  permission: 'audit.view',
  prefetch: ({ accountId = '' }) => quietly(queryClient.infiniteQuery(auditQuery(accountId, {}))),
  nav: { group: 'activity', label: t('title'), icon: ScrollText, key: 'a' },
}
