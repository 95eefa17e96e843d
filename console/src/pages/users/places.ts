import { Users } from 'lucide-react'
import { membersQuery } from '../../api/members.ts'
import { queryClient, quietly } from '../../api/query-client.ts'
import type { Place } from '../place.ts'
import { t } from './messages.ts'

const prefetch: Place['prefetch'] = ({ accountId = '' }) => quietly(queryClient.query(membersQuery(accountId)))

/** Account → Users. */
export const users: Place = {
  path: 'users',
  load: () => import('./UsersPage.tsx'),
  permission: 'members.view',
  prefetch,
  nav: { group: 'account', label: t('title'), icon: Users },
}

/** One person of the account. */
export const user: Place = {
  path: 'users/$userId',
  load: () => import('./UserPage.tsx'),
  permission: 'members.view',
  prefetch,
}
