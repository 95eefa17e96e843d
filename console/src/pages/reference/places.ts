import { BookOpen } from 'lucide-react'
import { queryClient, quietly } from '../../api/query-client.ts'
import { documentQuery } from '../../api/reference.ts'
import type { Place } from '../place.ts'
import { t } from './messages.ts'

/** Developers → API reference. */
export const reference: Place = {
  path: 'reference',
  load: () => import('./ReferencePage.tsx'),
  prefetch: () => quietly(queryClient.query(documentQuery('v2'))),
  nav: { group: 'developers', label: t('title'), icon: BookOpen },
}
