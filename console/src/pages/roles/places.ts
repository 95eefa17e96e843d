import { ShieldUser } from 'lucide-react'
import { queryClient, quietly } from '../../api/query-client.ts'
import { rolesQuery } from '../../api/roles.ts'
import type { Place } from '../place.ts'
import { t } from './messages.ts'

/** Account → Roles & Permissions. */
export const roles: Place = {
  path: 'roles',
  load: () => import('./RolesPage.tsx'),
  permission: 'members.view',
  prefetch: ({ accountId = '' }) => quietly(queryClient.query(rolesQuery(accountId))),
  nav: { group: 'account', label: t('title'), icon: ShieldUser },
}
