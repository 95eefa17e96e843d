import { Bell } from 'lucide-react'
import { notificationsQuery } from '../../api/notifications.ts'
import { queryClient, quietly } from '../../api/query-client.ts'
import type { Place } from '../place.ts'
import { t } from './messages.ts'

/** Activity → Notifications. */
export const notifications: Place = {
  path: 'notifications',
  load: () => import('./NotificationsPage.tsx'),
  prefetch: ({ accountId = '' }) => quietly(queryClient.infiniteQuery(notificationsQuery(accountId, false))),
  nav: { group: 'activity', label: t('title'), icon: Bell, key: 'n' },
}
