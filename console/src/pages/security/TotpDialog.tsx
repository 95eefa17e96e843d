import { useEffect, useState } from 'react'
import { confirmTotp, startTotp, type TotpSeed } from '../../api/security.ts'
import { useAction } from '../../api/use-action.ts'
import { Button } from '../../ui/Button.tsx'
import { CopyField } from '../../ui/CopyField.tsx'
import { Dialog } from '../../ui/Dialog.tsx'
import { Form } from '../../ui/Form.tsx'
import { Skeleton } from '../../ui/Skeleton.tsx'
import { TextField } from '../../ui/TextField.tsx'
import { showToast } from '../../ui/toasts.ts'
import { CodesDialog } from './CodesDialog.tsx'
import { Fault } from './Fault.tsx'
import { t } from './messages.ts'

const FORM = 'totp'

/** A seed to scan, and the app's first code to prove that it was. The recovery codes come with the first second factor. */
export function TotpDialog({ onClose }: { onClose: () => void }) {
  const [seed, setSeed] = useState<TotpSeed>()
  const [code, setCode] = useState('')
  const [codes, setCodes] = useState<readonly string[]>()
  const starting = useAction(startTotp)
  const confirming = useAction(async () => {
    const { recoveryCodes } = await confirmTotp(code.replace(/\s/g, ''))
    showToast(t('totpDone'))
    if (recoveryCodes === undefined) onClose()
    else setCodes(recoveryCodes)
  })
  const { run } = starting
  useEffect(() => {
    void run(undefined).then(setSeed)
  }, [run])
  const { problem } = confirming
  const codeFault = problem?.code === 'proof_refused' ? t('codeWrong') : problem?.fieldFault('code')
  if (codes !== undefined) return <CodesDialog codes={codes} onDone={onClose} />
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={t('totpTitle')}
      description={t('totpScan')}
      footer={
        <>
          <Button look="quiet" onClick={onClose}>
            {t('cancel')}
          </Button>
          <Button type="submit" form={FORM} look="primary" isBusy={confirming.isRunning}>
            {t('confirm')}
          </Button>
        </>
      }
    >
      <Form id={FORM} className="flex flex-col gap-4" onSubmit={() => void confirming.run(undefined)} faults={problem}>
        {seed === undefined ? (
          starting.problem === undefined && <Skeleton />
        ) : (
          <>
            <img
              alt={t('totpQr')}
              src={`data:image/svg+xml,${encodeURIComponent(seed.qr)}`}
              className="mx-auto size-48 rounded-lg bg-white p-2"
            />
            <CopyField label={t('totpKey')} value={seed.secret} />
          </>
        )}
        <TextField
          label={t('code')}
          value={code}
          autoComplete="one-time-code"
          inputMode="numeric"
          maxLength={12}
          onChange={event => setCode(event.target.value)}
          fault={codeFault}
        />
      </Form>
      <Fault problem={starting.problem ?? (codeFault === undefined ? problem : undefined)} />
    </Dialog>
  )
}
