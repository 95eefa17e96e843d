import { useNavigate } from '@tanstack/react-router'
import { useAction } from '../../api/use-action.ts'
import { deleteEndpoint } from '../../api/webhooks.ts'
import { AlertDialog } from '../../ui/AlertDialog.tsx'
import { Banner } from '../../ui/Banner.tsx'
import { Button } from '../../ui/Button.tsx'
import { showToast } from '../../ui/toasts.ts'
import { accountPath } from '../paths.ts'
import type { EndpointDialogProps } from './endpoint-dialog-props.ts'
import { t } from './messages.ts'

/** Deletes an endpoint. */
export function DeleteDialog({ endpointRef, endpoint, onClose }: EndpointDialogProps) {
  const navigate = useNavigate()
  const deleting = useAction(async () => {
    await deleteEndpoint(endpointRef)
    showToast(t('deleted'))
    void navigate({ to: accountPath(endpointRef.accountId, 'webhooks') })
  })
  return (
    <AlertDialog
      isOpen
      onClose={onClose}
      title={t('deleteTitle')}
      footer={
        <>
          <Button look="quiet" onClick={onClose}>
            {t('cancel')}
          </Button>
          <Button look="danger" isBusy={deleting.isRunning} onClick={() => void deleting.run(undefined)}>
            {t('deleteAction')}
          </Button>
        </>
      }
    >
      <p className="wrap-anywhere">{t('deleteSays', { url: endpoint.url })}</p>
      {deleting.problem !== undefined && (
        <Banner tone="danger" role="alert" className="mt-4">
          {deleting.problem.detail}
        </Banner>
      )}
    </AlertDialog>
  )
}
