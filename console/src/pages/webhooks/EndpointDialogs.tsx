import { lazy, Suspense } from 'react'
import type { EndpointDialogProps } from './endpoint-dialog-props.ts'

const EditDialog = lazy(async () => ({ default: (await import('./EditDialog.tsx')).EditDialog }))
const RotateSecret = lazy(async () => ({ default: (await import('./RotateSecret.tsx')).RotateSecret }))
const ResumeDialog = lazy(async () => ({ default: (await import('./ResumeDialog.tsx')).ResumeDialog }))
const DeleteDialog = lazy(async () => ({ default: (await import('./DeleteDialog.tsx')).DeleteDialog }))

/** The dialog that the address asks for. */
export function EndpointDialogs({ dialog, ...props }: EndpointDialogProps & { dialog: string | undefined }) {
  return (
    <Suspense>
      {dialog === 'edit' && <EditDialog {...props} />}
      {dialog === 'rotate-secret' && <RotateSecret {...props} />}
      {dialog === 'resume' && <ResumeDialog {...props} />}
      {dialog === 'delete' && <DeleteDialog {...props} />}
    </Suspense>
  )
}
