import { Zap } from 'lucide-react'
import { eventsQuery } from '../../api/events.ts'
import { queryClient, quietly } from '../../api/query-client.ts'
import type { Place } from '../place.ts'
import { t } from './messages.ts'

/** Developers → Events. */
export const events: Place = {
  path: 'events',
  load: () => import('./EventsPage.tsx'),
  permission: 'webhooks.view',
  needsLabs: true,
  prefetch: ({ accountId = '' }) => quietly(queryClient.query(eventsQuery(accountId))),
  nav: { group: 'developers', label: t('title'), icon: Zap },
}
