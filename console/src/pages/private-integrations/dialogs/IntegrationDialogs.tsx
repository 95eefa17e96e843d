import { lazy } from 'react'
import type { DialogProps } from './dialog-props.ts'

const RotateDialog = lazy(async () => ({ default: (await import('./RotateDialog.tsx')).RotateDialog }))
const LeakDialog = lazy(async () => ({ default: (await import('./LeakDialog.tsx')).LeakDialog }))
const DisableDialog = lazy(async () => ({ default: (await import('./DisableDialog.tsx')).DisableDialog }))
const DeleteDialog = lazy(async () => ({ default: (await import('./DeleteDialog.tsx')).DeleteDialog }))
const CancelRotationDialog = lazy(async () => ({
  default: (await import('./CancelRotationDialog.tsx')).CancelRotationDialog,
}))
const ExpireNowDialog = lazy(async () => ({ default: (await import('./ExpireNowDialog.tsx')).ExpireNowDialog }))
const ExtendDialog = lazy(async () => ({ default: (await import('./ExtendDialog.tsx')).ExtendDialog }))
const ReissueDialog = lazy(async () => ({ default: (await import('./ReissueDialog.tsx')).ReissueDialog }))

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
