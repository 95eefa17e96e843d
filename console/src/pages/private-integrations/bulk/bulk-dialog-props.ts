import type { Integration } from '../../../api/integrations.ts'

/** What the dialogs about several integrations take. */
export interface BulkDialogProps {
  integrations: readonly Integration[]
  /** Nothing was done: the ticks stay. */
  onCancel: () => void
  onDone: () => void
}
