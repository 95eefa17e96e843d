import { expireTokenNow } from '../../../api/integrations.ts'
import { useAction } from '../../../api/use-action.ts'
import { showToast } from '../../../ui/toasts.ts'
import { SafeToExpire } from '../detail/SafeToExpire.tsx'
import { TokenEnd } from '../detail/TokenMask.tsx'
import type { DialogProps, Rotating } from './dialog-props.ts'
import { t } from './messages.ts'
import { QuestionDialog } from './QuestionDialog.tsx'

/** The old token dies before its deadline. */
export function ExpireNowDialog({ integrationRef, onClose, rotation }: DialogProps & { rotation: Rotating }) {
  const expiring = useAction(() => expireTokenNow(integrationRef))
  const confirm = async () => {
    if ((await expiring.run(undefined)) === undefined) return
    showToast(t('expired'))
    onClose()
  }
  return (
    <QuestionDialog
      title={t('expireTitle')}
      onClose={onClose}
      action={t('expireAction')}
      isFinal
      onConfirm={() => void confirm()}
      isBusy={expiring.isRunning}
      problem={expiring.problem}
    >
      <p>
        {t.rich('expireSays', {
          old: () => <TokenEnd last4={rotation.retiring.last4} />,
          new: () => <TokenEnd last4={rotation.current.last4} />,
        })}
      </p>
      <div className="rounded-lg border border-line bg-subtle p-3">
        <SafeToExpire integrationRef={integrationRef} />
      </div>
    </QuestionDialog>
  )
}
