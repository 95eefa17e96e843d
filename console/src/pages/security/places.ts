import { queryClient, quietly } from '../../api/query-client.ts'
import { securityQuery } from '../../api/security.ts'
import type { Place } from '../place.ts'

/** The person's own security: from the menu under their name. */
export const security: Place = {
  path: 'security',
  load: () => import('./SecurityPage.tsx'),
  prefetch: () => quietly(queryClient.query(securityQuery)),
}
