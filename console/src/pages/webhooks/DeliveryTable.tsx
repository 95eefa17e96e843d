import type { Delivery } from '../../api/webhooks.ts'
import { Badge, type Tone } from '../../ui/Badge.tsx'
import { Button } from '../../ui/Button.tsx'
import { type Column, Table } from '../../ui/Table.tsx'
import { Tick } from '../../ui/Tick.tsx'
import { Time } from '../../ui/Time.tsx'
import { exactWords } from '../../ui/time-words.ts'
import { t } from './messages.ts'
import { NextTry } from './NextTry.tsx'

interface DeliveryTableProps {
  deliveries: readonly Delivery[]
  isStale: boolean
  onOpen: (deliveryId: string) => void
  /** Absent for who may only look. */
  resending?: Resending
}

/** Which rows are picked to be sent again, and the way to send some. */
export interface Resending {
  picked: ReadonlySet<string>
  pick: (picked: ReadonlySet<string>) => void
  resend: (deliveryIds: readonly string[]) => void
}

const TONES: Record<Delivery['status'], Tone> = {
  pending: 'accent',
  succeeded: 'ok',
  failed: 'danger',
  cancelled: 'neutral',
}

/** A state with its colour. What failed and is tried again is not merely on its way. */
export function DeliveryBadge({ delivery: { status, attemptCount } }: { delivery: Delivery }) {
  const isRetrying = status === 'pending' && attemptCount > 0
  return (
    <Badge tone={isRetrying ? 'warn' : TONES[status]} hasDot>
      {t(isRetrying ? 'retrying' : `status_${status}`)}
    </Badge>
  )
}

/** One line for each event on its way. */
export function DeliveryTable({ deliveries, isStale, onOpen, resending }: DeliveryTableProps) {
  const columns: Column<Delivery>[] = [
    ...(resending === undefined ? [] : [pickColumn(deliveries, resending)]),
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
      onPhone: 'start',
    },
    ...(resending === undefined ? [] : [actColumn(resending)]),
  ]
  return <Table label={t('deliveries')} columns={columns} rows={deliveries} keyOf={row => row.id} isStale={isStale} />
}

function pickColumn(deliveries: readonly Delivery[], { picked, pick }: Resending): Column<Delivery> {
  const count = deliveries.filter(({ id }) => picked.has(id)).length
  return {
    id: 'pick',
    header: (
      <Tick
        aria-label={t('pickAll')}
        checked={count > 0 && count === deliveries.length}
        isMixed={count > 0 && count < deliveries.length}
        onCheckedChange={isOn => pick(new Set(isOn ? deliveries.map(({ id }) => id) : []))}
        className="align-middle"
      />
    ),
    cell: row => (
      <Tick
        aria-label={t('pickOne', { event: row.event.type, when: exactWords(Date.parse(row.createdAt)) })}
        checked={picked.has(row.id)}
        onCheckedChange={isOn => pick(new Set(isOn ? [...picked, row.id] : [...picked].filter(id => id !== row.id)))}
        className="z-1 align-middle"
      />
    ),
    className: 'md:w-10 md:pe-0!',
    onPhone: 'hidden',
  }
}

/** What did not arrive can be sent again where it stands. */
function actColumn({ resend }: Resending): Column<Delivery> {
  return {
    id: 'act',
    header: t('act'),
    isHeaderHidden: true,
    cell: row =>
      row.status !== 'succeeded' && (
        <Button
          look="quiet"
          aria-label={t('resendOne', { event: row.event.type })}
          className="relative z-1"
          onClick={() => resend([row.id])}
        >
          {t('resend')}
        </Button>
      ),
    className: 'md:w-24 md:text-end!',
    onPhone: 'end',
  }
}

function StatusCell({ row }: { row: Delivery }) {
  const says = row.whySentence ?? (row.lastAttempt?.outcome === undefined ? null : row.lastAttempt.sentence)
  return (
    <div className="min-w-0">
      <DeliveryBadge delivery={row} />
      {row.status !== 'succeeded' && says !== null && (
        <p className="mt-1 text-[13px] text-muted wrap-anywhere">{says}</p>
      )}
      {row.nextAttemptAt !== null && row.attemptCount > 0 && (
        <p className="text-[13px] text-muted">
          <NextTry at={row.nextAttemptAt} />
        </p>
      )}
    </div>
  )
}
