import type { ClientRow, Integration, IntegrationRef } from '../../../api/integrations.ts'

/** What every tab is given. */
export interface TabProps {
  integrationRef: IntegrationRef
  integration: Integration
  clients: readonly ClientRow[]
  dialogHref: (dialog: string) => string
}
