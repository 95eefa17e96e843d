import { useState } from 'react'
import { useAction } from '../../api/use-action.ts'
import { type EndpointRef, redeliverSince } from '../../api/webhooks.ts'
import { Banner } from '../../ui/Banner.tsx'
import { Button } from '../../ui/Button.tsx'
import { nowMs } from '../../ui/clock.ts'
import { Dialog } from '../../ui/Dialog.tsx'
import { RadioCards } from '../../ui/RadioCards.tsx'
import { Select } from '../../ui/Select.tsx'
import { HOUR_MS } from '../../ui/time-words.ts'
import { showToast } from '../../ui/toasts.ts'
import { t } from './messages.ts'
import { ResentSoFar } from './ResentSoFar.tsx'

const HOURS = [1, 6, 24, 72, 168, 720]
const HOURS_USUAL = '24'
const REACHES = ['failed', 'undelivered', 'all'] as const
type Reach = (typeof REACHES)[number]

/** Sends again what failed, was missed, or everything, since a moment. */
export function ResendDialog({ endpointRef, onClose }: { endpointRef: EndpointRef; onClose: () => void }) {
  const [hours, setHours] = useState(HOURS_USUAL)
  const [reach, setReach] = useState<Reach>('failed')
  const [soFar, setSoFar] = useState(0)
  const resending = useAction(async () => {
    const since = new Date(nowMs() - Number(hours) * HOUR_MS).toISOString()
    setSoFar(0)
    const count = await redeliverSince(endpointRef, { since, status: reach }, setSoFar)
    showToast(t('resent', { count }))
    onClose()
  })
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={t('resendTitle')}
      description={t('resendLead')}
      footer={
        <>
          <Button look="quiet" onClick={onClose}>
            {t('cancel')}
          </Button>
          <Button look="primary" isBusy={resending.isRunning} onClick={() => void resending.run(undefined)}>
            {t('resendAction')}
          </Button>
        </>
      }
    >
      <RadioCards
        legend={t('reach')}
        value={reach}
        onChange={setReach}
        options={REACHES.map(value => ({ value, label: t(`reach_${value}`), hint: t(`reach_${value}_hint`) }))}
      />
      <div className="mt-4">
        <Select
          label={t('since')}
          value={hours}
          onValueChange={setHours}
          options={HOURS.map(count => ({ value: String(count), label: t('hoursAgo', { count }) }))}
        />
      </div>
      <ResentSoFar count={soFar} />
      {resending.problem !== undefined && (
        <Banner tone="danger" role="alert" className="mt-4">
          {resending.problem.detail}
        </Banner>
      )}
    </Dialog>
  )
}
