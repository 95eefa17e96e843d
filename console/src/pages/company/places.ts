import { Building2 } from 'lucide-react'
import type { Place } from '../place.ts'
import { t } from './messages.ts'

/** Account → Company. */
export const company: Place = {
  path: 'company',
  load: () => import('./CompanyPage.tsx'),
  nav: { group: 'account', label: t('title'), icon: Building2 },
}
