import type { ClientRow, Integration, IntegrationRef, IntegrationWithToken } from '../../../api/integrations.ts'

/** What every dialog about an integration is given. */
export interface DialogProps {
  integrationRef: IntegrationRef
  integration: Integration
  clients: readonly ClientRow[]
  onClose: () => void
  /** A token was made: it must be shown now, for it is shown once. */
  onMade: (made: IntegrationWithToken) => void
}

/** The rotation while it is on. */
export type Rotating = Extract<Integration['rotation'], { state: 'rotating' }>
