import { useHere } from '../../api/me.ts'
import { deleteRole, type Role } from '../../api/roles.ts'
import { useAction } from '../../api/use-action.ts'
import { AlertDialog } from '../../ui/AlertDialog.tsx'
import { Banner } from '../../ui/Banner.tsx'
import { Button } from '../../ui/Button.tsx'
import { showToast } from '../../ui/toasts.ts'
import { t } from './messages.ts'

/** Deletes a role of the account's own that nobody has. */
export function DeleteRole({ role, onClose }: { role: Role; onClose: () => void }) {
  const { accountId } = useHere()
  const { name, members } = role
  const deleting = useAction(async () => {
    await deleteRole(accountId, role.id)
    showToast(t('deleted', { name }))
    onClose()
  })
  return (
    <AlertDialog
      isOpen
      onClose={onClose}
      title={t('deleteTitle', { name })}
      footer={
        <>
          <Button look="quiet" onClick={onClose}>
            {t('cancel')}
          </Button>
          {members === 0 && (
            <Button look="danger" isBusy={deleting.isRunning} onClick={() => void deleting.run(undefined)}>
              {t('deleteAction')}
            </Button>
          )}
        </>
      }
    >
      <p>{members === 0 ? t('deleteSays') : t('deleteUsed', { count: members })}</p>
      {deleting.problem !== undefined && (
        <Banner tone="danger" role="alert" className="mt-4">
          {deleting.problem.detail}
        </Banner>
      )}
    </AlertDialog>
  )
}
