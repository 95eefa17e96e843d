import { useState } from 'react'
import { changeEmail } from '../../api/security.ts'
import { useAction } from '../../api/use-action.ts'
import { Button } from '../../ui/Button.tsx'
import { Dialog } from '../../ui/Dialog.tsx'
import { Form } from '../../ui/Form.tsx'
import { useKeptState } from '../../ui/kept-state.ts'
import { TextField } from '../../ui/TextField.tsx'
import { showToast } from '../../ui/toasts.ts'
import { Fault } from './Fault.tsx'
import { t } from './messages.ts'

const FORM = 'email'

/** Asks for the new address. It counts once the link that goes there has been followed. */
export function EmailDialog({ email, onClose }: { email: string; onClose: () => void }) {
  const [typed = '', keep] = useKeptState<string>('own-email')
  const [isAsked, setAsked] = useState(false)
  const close = () => {
    keep(undefined)
    onClose()
  }
  const changing = useAction(async () => {
    const sent = await changeEmail(typed.trim())
    showToast(t('emailSent', { email: sent.email }))
    close()
  })
  const submit = () => {
    setAsked(true)
    if (typed.trim() !== '') void changing.run(undefined)
  }
  const { problem } = changing
  const fault = isAsked && typed.trim() === '' ? t('emailMissing') : problem?.fieldFault('email')
  return (
    <Dialog
      isOpen
      onClose={close}
      title={t('emailTitle')}
      description={t('emailSays', { email })}
      footer={
        <>
          <Button look="quiet" onClick={close}>
            {t('cancel')}
          </Button>
          <Button type="submit" form={FORM} look="primary" isBusy={changing.isRunning}>
            {t('sendLink')}
          </Button>
        </>
      }
    >
      <Form id={FORM} onSubmit={submit} faults={fault}>
        <TextField
          type="email"
          label={t('newEmail')}
          value={typed}
          maxLength={254}
          autoComplete="email"
          onChange={event => keep(event.target.value)}
          fault={fault}
        />
      </Form>
      <Fault problem={fault === undefined ? problem : undefined} />
    </Dialog>
  )
}
