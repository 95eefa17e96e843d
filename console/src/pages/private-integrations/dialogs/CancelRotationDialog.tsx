import { useState } from 'react'
import { cancelRotation } from '../../../api/integrations.ts'
import { useAction } from '../../../api/use-action.ts'
import { Checkbox } from '../../../ui/Checkbox.tsx'
import { Time } from '../../../ui/Time.tsx'
import { showToast } from '../../../ui/toasts.ts'
import { TokenEnd } from '../detail/TokenMask.tsx'
import { ClientList } from './ClientList.tsx'
import type { DialogProps, Rotating } from './dialog-props.ts'
import { t } from './messages.ts'
import { QuestionDialog } from './QuestionDialog.tsx'

/** The old token is current again; the new one dies. When it is in use already, the dialog says by whom and asks once more. */
export function CancelRotationDialog({
  integrationRef,
  integration,
  clients,
  onClose,
  rotation,
}: DialogProps & { rotation: Rotating }) {
  const { current, retiring } = rotation
  const users = clients.filter(client => client.tokenId === current.id)
  const [isSure, setSure] = useState(false)
  const cancelling = useAction(() => cancelRotation(integrationRef, isSure))
  const isUsed =
    users.length > 0 || current.lastUsedAt !== null || cancelling.problem?.code === 'rotation_new_token_used'
  const confirm = async () => {
    if ((await cancelling.run(undefined)) === undefined) return
    showToast(t('cancelled', { last4: retiring.last4 }))
    onClose()
  }
  return (
    <QuestionDialog
      title={t('cancelTitle')}
      onClose={onClose}
      wayOut={t('cancelNot')}
      action={t('cancelAction')}
      isFinal
      onConfirm={() => void confirm()}
      isBusy={cancelling.isRunning}
      isDisabled={isUsed && !isSure}
      problem={cancelling.problem}
    >
      <p>
        {t.rich(integration.expiresAt === null ? 'cancelSays' : 'cancelSaysUntil', {
          new: () => <TokenEnd last4={current.last4} />,
          old: () => <TokenEnd last4={retiring.last4} />,
          time: () => <Time at={integration.expiresAt} />,
        })}
      </p>
      {isUsed && (
        <>
          <ClientList lead={t(users.length > 0 ? 'cancelUsed' : 'cancelUsedBySome')} clients={users} />
          <Checkbox label={t('cancelConfirm')} checked={isSure} onCheckedChange={setSure} />
        </>
      )}
    </QuestionDialog>
  )
}
