import { startRegistration } from '@simplewebauthn/browser'
import { useState } from 'react'
import { ApiProblem } from '../../api/problem.ts'
import { addPasskey, type Passkey, type PasskeyAnswer, renamePasskey, startPasskey } from '../../api/security.ts'
import { useAction } from '../../api/use-action.ts'
import { Button } from '../../ui/Button.tsx'
import { Dialog } from '../../ui/Dialog.tsx'
import { Form } from '../../ui/Form.tsx'
import { TextField } from '../../ui/TextField.tsx'
import { showToast } from '../../ui/toasts.ts'
import { CodesDialog } from './CodesDialog.tsx'
import { Fault } from './Fault.tsx'
import { t } from './messages.ts'

const FORM = 'passkey'

interface PasskeyDialogProps {
  /** Absent = a new one. */
  passkey?: Passkey
  onClose: () => void
}

/** Names a passkey: a new one is then made by the browser. */
export function PasskeyDialog({ passkey, onClose }: PasskeyDialogProps) {
  const [name, setName] = useState(passkey?.name ?? '')
  const [isAsked, setAsked] = useState(false)
  const [codes, setCodes] = useState<readonly string[]>()
  const saving = useAction(async () => {
    if (passkey !== undefined) {
      await renamePasskey(passkey.id, name.trim())
      showToast(t('renamed'))
      return onClose()
    }
    const { recoveryCodes } = await addPasskey(name.trim(), await makePasskey())
    showToast(t('passkeyAdded'))
    return recoveryCodes === undefined ? onClose() : setCodes(recoveryCodes)
  })
  const submit = () => {
    setAsked(true)
    if (name.trim() !== '') void saving.run(undefined)
  }
  if (codes !== undefined) return <CodesDialog codes={codes} onDone={onClose} />
  const fault = isAsked && name.trim() === '' ? t('nameMissing') : saving.problem?.fieldFault('name')
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={passkey === undefined ? t('addPasskey') : t('renameOf', { name: passkey.name })}
      footer={
        <>
          <Button look="quiet" onClick={onClose}>
            {t('cancel')}
          </Button>
          <Button type="submit" form={FORM} look="primary" isBusy={saving.isRunning}>
            {t(passkey === undefined ? 'add' : 'save')}
          </Button>
        </>
      }
    >
      <Form id={FORM} onSubmit={submit} faults={fault}>
        <TextField
          label={t('passkeyName')}
          hint={t('passkeyNameHint')}
          value={name}
          maxLength={60}
          autoComplete="off"
          onChange={event => setName(event.target.value)}
          fault={fault}
        />
      </Form>
      <Fault problem={saving.problem} />
    </Dialog>
  )
}

/** Asks the browser for a passkey. Whatever stops it (a press on Cancel, no device) reads the same. */
async function makePasskey(): Promise<PasskeyAnswer> {
  const { options } = await startPasskey()
  try {
    return await startRegistration({ optionsJSON: options as never })
  } catch {
    throw new ApiProblem({ code: 'unexpected_error', status: 0, detail: t('passkeyStopped') })
  }
}
