import { useHere } from '../../api/me.ts'
import { type Member, removeMemberFactors } from '../../api/members.ts'
import { useAction } from '../../api/use-action.ts'
import { AlertDialog } from '../../ui/AlertDialog.tsx'
import { Banner } from '../../ui/Banner.tsx'
import { Button } from '../../ui/Button.tsx'
import { showToast } from '../../ui/toasts.ts'
import { t } from './messages.ts'

/** Takes a colleague's second factors away, for the day they are lost. */
export function FactorsDialog({ member, onClose }: { member: Member; onClose: () => void }) {
  const { accountId } = useHere()
  const { id, name } = member.user
  const removing = useAction(async () => {
    const isPasswordVoid = await removeMemberFactors(accountId, id)
    showToast(t(isPasswordVoid ? 'factorsAndPasswordRemoved' : 'factorsRemoved', { name }))
    onClose()
  })
  return (
    <AlertDialog
      isOpen
      onClose={onClose}
      title={t('factorsTitle', { name })}
      footer={
        <>
          <Button look="quiet" onClick={onClose}>
            {t('cancel')}
          </Button>
          <Button look="danger" isBusy={removing.isRunning} onClick={() => void removing.run(undefined)}>
            {t('factorsAction')}
          </Button>
        </>
      }
    >
      <p>{t('factorsSay', { name })}</p>
      {removing.problem !== undefined && (
        <Banner tone="danger" role="alert" className="mt-4">
          {removing.problem.detail}
        </Banner>
      )}
    </AlertDialog>
  )
}
