import { useState } from 'react'
import { useAction } from '../../api/use-action.ts'
import { type EndpointWithSecret, rotateSigningSecret } from '../../api/webhooks.ts'
import { Banner } from '../../ui/Banner.tsx'
import { Button } from '../../ui/Button.tsx'
import { Dialog } from '../../ui/Dialog.tsx'
import { Select } from '../../ui/Select.tsx'
import type { EndpointDialogProps } from './endpoint-dialog-props.ts'
import { t } from './messages.ts'
import { SecretDialog } from './SecretDialog.tsx'

const HOURS = [24, 1, 72, 168, 0]

/** Makes a new signing secret; for the overlap both sign. */
export function RotateSecret({ endpointRef, onClose }: EndpointDialogProps) {
  const [hours, setHours] = useState(String(HOURS[0]))
  const [made, setMade] = useState<EndpointWithSecret>()
  const rotating = useAction(() => rotateSigningSecret(endpointRef, Number(hours)))
  if (made !== undefined) return <SecretDialog secret={made.signingSecret} onDone={onClose} />
  const rotate = async () => setMade(await rotating.run(undefined))
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={t('rotateTitle')}
      description={t('rotateLead')}
      footer={
        <>
          <Button look="quiet" onClick={onClose}>
            {t('cancel')}
          </Button>
          <Button look={hours === '0' ? 'danger' : 'primary'} isBusy={rotating.isRunning} onClick={() => void rotate()}>
            {t('rotateAction')}
          </Button>
        </>
      }
    >
      <Select
        label={t('overlap')}
        value={hours}
        onValueChange={setHours}
        options={HOURS.map(count => ({ value: String(count), label: t('hours', { count }) }))}
      />
      {rotating.problem !== undefined && (
        <Banner tone="danger" role="alert" className="mt-4">
          {rotating.problem.detail}
        </Banner>
      )}
    </Dialog>
  )
}
