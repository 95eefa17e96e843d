import { useNavigate } from '@tanstack/react-router'
import { deleteIntegration } from '../../../api/integrations.ts'
import { useAction } from '../../../api/use-action.ts'
import { ConfirmByTyping } from '../../../ui/ConfirmByTyping.tsx'
import { Time } from '../../../ui/Time.tsx'
import { showToast } from '../../../ui/toasts.ts'
import { integrationsPath } from '../../paths.ts'
import type { DialogProps } from './dialog-props.ts'
import { t } from './messages.ts'

type DeleteDialogProps = Pick<DialogProps, 'integrationRef' | 'integration' | 'onClose'> & {
  /** Absent = on to the list. */
  onDeleted?: () => void
}

/** For good: the name has to be typed. */
export function DeleteDialog({ integrationRef, integration, onClose, onDeleted }: DeleteDialogProps) {
  const { name, lastUsedAt } = integration
  const navigate = useNavigate()
  const deleting = useAction(async () => {
    await deleteIntegration(integrationRef)
    return true
  })
  const confirm = async () => {
    if ((await deleting.run(undefined)) === undefined) return
    showToast(t('deleted', { name }))
    if (onDeleted === undefined) void navigate({ to: integrationsPath(integrationRef.accountId) })
    else onDeleted()
  }
  return (
    <ConfirmByTyping
      isOpen
      onClose={onClose}
      title={t('deleteTitle', { name })}
      name={name}
      action={t('deleteAction')}
      onConfirm={() => void confirm()}
      isBusy={deleting.isRunning}
      problem={deleting.problem?.detail}
    >
      <p>{t('deleteSays')}</p>
      <p className="mt-2">
        {lastUsedAt === null ? t('deleteUnused') : t.rich('deleteUsed', { time: () => <Time at={lastUsedAt} /> })}
      </p>
    </ConfirmByTyping>
  )
}
