import type { ContactImport } from '../../api/imports.ts'
import { Badge, type Tone } from '../../ui/Badge.tsx'
import { t } from './messages.ts'

const TONES: Record<ContactImport['state'], Tone> = {
  waiting: 'accent',
  running: 'accent',
  finished: 'ok',
  failed: 'danger',
  cancelled: 'neutral',
}

/** How far an import is, with its colour. */
export function StateBadge({ state }: Pick<ContactImport, 'state'>) {
  return (
    <Badge tone={TONES[state]} hasDot>
      {t(`state_${state}`)}
    </Badge>
  )
}
