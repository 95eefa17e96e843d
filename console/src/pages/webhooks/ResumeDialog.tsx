import { useState } from 'react'
import { useAction } from '../../api/use-action.ts'
import { editEndpoint, redeliverSince } from '../../api/webhooks.ts'
import { Banner } from '../../ui/Banner.tsx'
import { Button } from '../../ui/Button.tsx'
import { Dialog } from '../../ui/Dialog.tsx'
import { RadioCards } from '../../ui/RadioCards.tsx'
import { Time } from '../../ui/Time.tsx'
import { showToast } from '../../ui/toasts.ts'
import type { EndpointDialogProps } from './endpoint-dialog-props.ts'
import { t } from './messages.ts'
import { ResentSoFar } from './ResentSoFar.tsx'

const CHOICES = ['catchUp', 'fromNow'] as const
type Choice = (typeof CHOICES)[number]

/** Switches an endpoint on again, and sends what happened meanwhile, if that is wanted. */
export function ResumeDialog({ endpointRef, endpoint, onClose }: EndpointDialogProps) {
  const [choice, setChoice] = useState<Choice>('catchUp')
  // Kept from when the dialog opened: once the endpoint is on there is no such moment any more.
  const [since] = useState(endpoint.disabledAt)
  const [soFar, setSoFar] = useState(0)
  const resuming = useAction(async () => {
    if (!endpoint.enabled) await editEndpoint(endpointRef, { enabled: true })
    if (choice === 'catchUp' && since !== null) {
      const count = await redeliverSince(endpointRef, { since, status: 'undelivered' }, setSoFar)
      showToast(t('resent', { count }))
    } else showToast(t('resumed'))
    onClose()
  })
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={t('resumeTitle')}
      description={since !== null && t.rich('resumeLead', { time: () => <Time at={since} /> })}
      footer={
        <>
          <Button look="quiet" onClick={onClose}>
            {t('cancel')}
          </Button>
          <Button look="primary" isBusy={resuming.isRunning} onClick={() => void resuming.run(undefined)}>
            {t('resume')}
          </Button>
        </>
      }
    >
      <RadioCards
        legend={t('resumeWhat')}
        value={choice}
        onChange={setChoice}
        options={CHOICES.map(value => ({ value, label: t(`resume_${value}`), hint: t(`resume_${value}_hint`) }))}
      />
      <ResentSoFar count={soFar} />
      {resuming.problem !== undefined && (
        <Banner tone="danger" role="alert" className="mt-4">
          {resuming.problem.detail}
        </Banner>
      )}
    </Dialog>
  )
}
