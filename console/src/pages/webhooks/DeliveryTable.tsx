import type { Delivery } from '../../api/webhooks.ts'
import { Badge, type Tone } from '../../ui/Badge.tsx'
import { type Column, Table } from '../../ui/Table.tsx'
import { Time } from '../../ui/Time.tsx'
import { t } from './messages.ts'

interface DeliveryTableProps {
  deliveries: readonly Delivery[]
  isStale: boolean
  onOpen: (deliveryId: string) => void
}

const TONES: Record<Delivery['status'], Tone> = {
  pending: 'accent',
  succeeded: 'ok',
  failed: 'danger',
  cancelled: 'neutral',
}

/** A state with its colour. */
export function DeliveryBadge({ status }: { status: Delivery['status'] }) {
  return (
    <Badge tone={TONES[status]} hasDot>
      {t(`status_${status}`)}
    </Badge>
  )
}

/** One line for each event on its way. */
export function DeliveryTable({ deliveries, isStale, onOpen }: DeliveryTableProps) {
  const columns: Column<Delivery>[] = [
    {
      id: 'event',
      header: t('event'),
      cell: row => (
        <button
          type="button"
          aria-label={t('open', { event: row.event.type })}
          onClick={() => onOpen(row.id)}
          className="text-start font-mono text-[13px] wrap-anywhere after:absolute after:inset-0"
        >
          {row.event.type}
        </button>
      ),
      onPhone: 'wide',
    },
    { id: 'status', header: t('status'), cell: row => <StatusCell row={row} />, onPhone: 'wide' },
    {
      id: 'attempts',
      header: t('took'),
      cell: row => (
        <span className="text-[13px] text-muted">
          {row.lastAttempt !== null && <>{t('ms', { count: row.lastAttempt.durationMs })}, </>}
          {t('attempts', { count: row.attemptCount })}
        </span>
      ),
      onPhone: 'wide',
    },
    {
      id: 'when',
      header: t('when'),
      cell: row => (
        <span className="text-[13px] text-muted">
          <Time at={row.createdAt} />
        </span>
      ),
      onPhone: 'wide',
    },
  ]
  return <Table label={t('deliveries')} columns={columns} rows={deliveries} keyOf={row => row.id} isStale={isStale} />
}

function StatusCell({ row }: { row: Delivery }) {
  const says = row.whySentence ?? (row.lastAttempt?.outcome === undefined ? null : row.lastAttempt.sentence)
  return (
    <div className="min-w-0">
      <DeliveryBadge status={row.status} />
      {row.status !== 'succeeded' && says !== null && (
        <p className="mt-1 text-[13px] text-muted wrap-anywhere">{says}</p>
      )}
      {row.nextAttemptAt !== null && row.attemptCount > 0 && (
        <p className="text-[13px] text-muted">{t.rich('nextTry', { time: () => <Time at={row.nextAttemptAt} /> })}</p>
      )}
    </div>
  )
}
