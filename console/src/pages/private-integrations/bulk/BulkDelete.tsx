import { deleteIntegration } from '../../../api/integrations.ts'
import { useHere } from '../../../api/me.ts'
import { toProblem } from '../../../api/problem.ts'
import { useAction } from '../../../api/use-action.ts'
import { ConfirmByTyping } from '../../../ui/ConfirmByTyping.tsx'
import { Time } from '../../../ui/Time.tsx'
import { showToast } from '../../../ui/toasts.ts'
import type { BulkDialogProps } from './bulk-dialog-props.ts'
import { t } from './messages.ts'

/** Deletes several integrations, one after the other. What could not be deleted is said and stays. */
export function BulkDelete({ integrations, onCancel, onDone }: BulkDialogProps) {
  const { accountId } = useHere()
  const count = integrations.length
  const deletion = useAction(async () => {
    let deleted = 0
    for (const { id, name } of integrations) {
      try {
        await deleteIntegration({ accountId, integrationId: id })
        deleted += 1
      } catch (error) {
        const problem = toProblem(error)
        if (problem.code !== 'integration_not_found') {
          showToast(t('failed', { name, reason: problem.detail }), { tone: 'danger' })
        }
      }
    }
    if (deleted > 0) showToast(t('deleted', { count: deleted }))
    onDone()
  })
  return (
    <ConfirmByTyping
      isOpen
      onClose={onCancel}
      title={t('deleteTitle', { count })}
      name={t('deleteWord', { count })}
      action={t('deleteAction', { count })}
      onConfirm={() => void deletion.run(undefined)}
      isBusy={deletion.isRunning}
      problem={deletion.problem?.detail}
    >
      <p>{t('deleteLead')}</p>
      <ul className="mt-2 list-disc ps-5">
        {integrations.map(({ id, name, lastUsedAt }) => (
          <li key={id} className="wrap-anywhere">
            {lastUsedAt === null
              ? t.rich('unused', { name: <bdi>{name}</bdi> })
              : t.rich('used', { name: <bdi>{name}</bdi>, time: <Time at={lastUsedAt} /> })}
          </li>
        ))}
      </ul>
    </ConfirmByTyping>
  )
}
