import { useState } from 'react'
import { reissueToken } from '../../../api/integrations.ts'
import { newKey } from '../../../api/new-key.ts'
import { useAction } from '../../../api/use-action.ts'
import { Time } from '../../../ui/Time.tsx'
import { TokenEnd } from '../detail/TokenMask.tsx'
import { ClientList } from './ClientList.tsx'
import type { DialogProps, Rotating } from './dialog-props.ts'
import { t } from './messages.ts'
import { QuestionDialog } from './QuestionDialog.tsx'

/** "I lost the new token." */
export function ReissueDialog({
  integrationRef,
  clients,
  onClose,
  onMade,
  rotation,
}: DialogProps & { rotation: Rotating }) {
  const { current, retiring, endsAt } = rotation
  const users = clients.filter(client => client.tokenId === current.id)
  const [key] = useState(() => newKey())
  const reissuing = useAction(() => reissueToken(integrationRef, key))
  const confirm = async () => {
    const made = await reissuing.run(undefined)
    if (made !== undefined) onMade(made)
  }
  return (
    <QuestionDialog
      title={t('reissueTitle')}
      onClose={onClose}
      action={t('reissueAction')}
      isFinal
      onConfirm={() => void confirm()}
      isBusy={reissuing.isRunning}
      problem={reissuing.problem}
    >
      <p>{t.rich('reissueSays', { new: () => <TokenEnd last4={current.last4} /> })}</p>
      {users.length > 0 && <ClientList lead={t('reissueUsed')} clients={users} />}
      <p className="text-muted">
        {t.rich('reissueKeeps', { old: () => <TokenEnd last4={retiring.last4} />, time: () => <Time at={endsAt} /> })}
      </p>
    </QuestionDialog>
  )
}
