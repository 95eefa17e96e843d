import { disableIntegration, enableIntegration } from '../../../api/integrations.ts'
import { useAction } from '../../../api/use-action.ts'
import { Time } from '../../../ui/Time.tsx'
import { showToast } from '../../../ui/toasts.ts'
import type { DialogProps } from './dialog-props.ts'
import { t } from './messages.ts'
import { QuestionDialog } from './QuestionDialog.tsx'

/** A pause that can be undone. */
export function DisableDialog({ integrationRef, integration, onClose }: DialogProps) {
  const { name, lastUsedAt } = integration
  const disabling = useAction(() => disableIntegration(integrationRef))
  const confirm = async () => {
    if ((await disabling.run(undefined)) === undefined) return
    showToast(t('disabled', { name }), { undo: () => void enableIntegration(integrationRef) })
    onClose()
  }
  return (
    <QuestionDialog
      title={t('disableTitle', { name })}
      onClose={onClose}
      action={t('disableAction')}
      onConfirm={() => void confirm()}
      isBusy={disabling.isRunning}
      problem={disabling.problem}
    >
      <p>{t('disableSays')}</p>
      {lastUsedAt !== null && (
        <p className="text-muted">{t.rich('disableUse', { time: () => <Time at={lastUsedAt} /> })}</p>
      )}
    </QuestionDialog>
  )
}
