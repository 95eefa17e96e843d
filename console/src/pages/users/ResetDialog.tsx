import { useState } from 'react'
import { useHere } from '../../api/me.ts'
import { createPasswordReset, type Member } from '../../api/members.ts'
import { useAction } from '../../api/use-action.ts'
import { Banner } from '../../ui/Banner.tsx'
import { Button } from '../../ui/Button.tsx'
import { Dialog } from '../../ui/Dialog.tsx'
import { LinkDialog } from './LinkDialog.tsx'
import { t } from './messages.ts'

/** Makes a link by which a person sets a new password. */
export function ResetDialog({ member, onClose }: { member: Member; onClose: () => void }) {
  const { accountId } = useHere()
  const { id, name, email } = member.user
  const [made, setMade] = useState<{ link?: string }>()
  const making = useAction(() => createPasswordReset(accountId, id))
  if (made !== undefined) return <LinkDialog email={email} link={made.link} onDone={onClose} />
  const make = async () => setMade(await making.run(undefined))
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={t('resetTitle', { name })}
      description={t('resetLead', { name })}
      footer={
        <>
          <Button look="quiet" onClick={onClose}>
            {t('cancel')}
          </Button>
          <Button look="primary" isBusy={making.isRunning} onClick={() => void make()}>
            {t('resetAction')}
          </Button>
        </>
      }
    >
      {making.problem !== undefined && (
        <Banner tone="danger" role="alert">
          {making.problem.detail}
        </Banner>
      )}
    </Dialog>
  )
}
