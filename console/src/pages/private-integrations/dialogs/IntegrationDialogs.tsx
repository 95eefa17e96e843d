import { CancelRotationDialog } from './CancelRotationDialog.tsx'
import { DeleteDialog } from './DeleteDialog.tsx'
import { DisableDialog } from './DisableDialog.tsx'
import type { DialogProps } from './dialog-props.ts'
import { ExpireNowDialog } from './ExpireNowDialog.tsx'
import { ExtendDialog } from './ExtendDialog.tsx'
import { LeakDialog } from './LeakDialog.tsx'
import { ReissueDialog } from './ReissueDialog.tsx'
import { RotateDialog } from './RotateDialog.tsx'

/** The dialog that the address asks for (`?dialog=rotate`), if it fits the state the integration is in. */
export function IntegrationDialogs({ dialog, ...props }: DialogProps & { dialog: string | undefined }) {
  if (dialog === 'rotate') return <RotateDialog {...props} />
  if (dialog === 'leak') return <LeakDialog {...props} />
  if (dialog === 'disable') return <DisableDialog {...props} />
  if (dialog === 'delete') return <DeleteDialog {...props} />
  const { rotation } = props.integration
  if (rotation.state !== 'rotating') return null
  if (dialog === 'cancel-rotation') return <CancelRotationDialog {...props} rotation={rotation} />
  if (dialog === 'expire-now') return <ExpireNowDialog {...props} rotation={rotation} />
  if (dialog === 'extend-overlap') return <ExtendDialog {...props} rotation={rotation} />
  if (dialog === 'reissue') return <ReissueDialog {...props} rotation={rotation} />
  return null
}
