import { useNavigate } from '@tanstack/react-router'
import { useHere } from '../../api/me.ts'
import { type Member, removeMember } from '../../api/members.ts'
import { useAction } from '../../api/use-action.ts'
import { AlertDialog } from '../../ui/AlertDialog.tsx'
import { Banner } from '../../ui/Banner.tsx'
import { Button } from '../../ui/Button.tsx'
import { showToast } from '../../ui/toasts.ts'
import { accountPath } from '../paths.ts'
import { t } from './messages.ts'

/** Takes a person out of the account. */
export function RemoveDialog({ member, onClose }: { member: Member; onClose: () => void }) {
  const { accountId } = useHere()
  const navigate = useNavigate()
  const { id, name } = member.user
  const removing = useAction(async () => {
    await removeMember(accountId, id)
    showToast(t('removed', { name }))
    void navigate({ to: accountPath(accountId, 'users') })
  })
  return (
    <AlertDialog
      isOpen
      onClose={onClose}
      title={t('removeTitle', { name })}
      footer={
        <>
          <Button look="quiet" onClick={onClose}>
            {t('cancel')}
          </Button>
          <Button look="danger" isBusy={removing.isRunning} onClick={() => void removing.run(undefined)}>
            {t('removeAction')}
          </Button>
        </>
      }
    >
      <p>{t('removeSays', { name })}</p>
      {removing.problem !== undefined && (
        <Banner tone="danger" role="alert" className="mt-4">
          {removing.problem.detail}
        </Banner>
      )}
    </AlertDialog>
  )
}
