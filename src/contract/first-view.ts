import type { Static } from 'typebox'
import type { GET_LABS } from './accounts.ts'
import type { LIST_INTEGRATIONS, SUMMARIZE_INTEGRATIONS } from './integrations.ts'
import type { LIST_NOTIFICATIONS } from './notifications.ts'
import type { Me } from './session.ts'

/**
 * What the console's page brings along, so that its first view need not ask: replies of the management API as the signed-in
 * person gets them. What they may not read, and what another page shows, is absent.
 */
export interface FirstView {
  /** When it was read. Times in the first view are told from here, on the server and in the browser. */
  readAtMs: number
  me: Me
  labs?: Static<(typeof GET_LABS)['reply']>
  bell?: Static<(typeof LIST_NOTIFICATIONS)['reply']>
  integrations?: Static<(typeof LIST_INTEGRATIONS)['reply']>
  summary?: Static<(typeof SUMMARIZE_INTEGRATIONS)['reply']>
}
