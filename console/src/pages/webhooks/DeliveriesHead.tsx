import { LoaderCircle } from 'lucide-react'
import { Button } from '../../ui/Button.tsx'
import { Select } from '../../ui/Select.tsx'
import { t } from './messages.ts'

export const DELIVERY_STATUSES = ['pending', 'succeeded', 'failed', 'cancelled'] as const

interface DeliveriesHeadProps {
  status: (typeof DELIVERY_STATUSES)[number] | undefined
  pickedCount: number
  isResending: boolean
  onFilter: (status: string) => void
  /** Absent for who may only look. */
  onResendPicked?: () => void
  onResendMany?: () => void
}

/** What the list shows, and the ways to send again. */
export function DeliveriesHead(props: DeliveriesHeadProps) {
  const { status, pickedCount, isResending, onFilter, onResendPicked, onResendMany } = props
  return (
    <div className="mb-3 flex flex-wrap items-end justify-between gap-3">
      <div>
        <h2 className="font-semibold">{t('deliveries')}</h2>
        <p role="status" className="flex items-center gap-2 text-[13px] text-muted">
          <LoaderCircle aria-hidden className="size-3.5 animate-spin" />
          {t('waiting')}
        </p>
      </div>
      <div className="flex flex-wrap items-end gap-2">
        <Select
          label={t('filter')}
          isLabelHidden
          value={status ?? ''}
          onValueChange={onFilter}
          options={[
            { value: '', label: t('all') },
            ...DELIVERY_STATUSES.map(value => ({ value, label: t(`status_${value}`) })),
          ]}
        />
        {onResendPicked !== undefined && pickedCount > 0 && (
          <Button look="primary" isBusy={isResending} onClick={onResendPicked}>
            {t('resendPicked', { count: pickedCount })}
          </Button>
        )}
        {onResendMany !== undefined && <Button onClick={onResendMany}>{t('resendMany')}</Button>}
      </div>
    </div>
  )
}
