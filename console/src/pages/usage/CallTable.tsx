import type { LoggedCall } from '../../api/calls.ts'
import { Badge, type Tone } from '../../ui/Badge.tsx'
import { type Column, Table } from '../../ui/Table.tsx'
import { Time } from '../../ui/Time.tsx'
import { t } from './messages.ts'

interface CallTableProps {
  calls: readonly LoggedCall[]
  isStale: boolean
  onOpen: (requestId: string) => void
}

/** One line for each request; a press on it shows all that is known. */
export function CallTable({ calls, isStale, onOpen }: CallTableProps) {
  const columns: Column<LoggedCall>[] = [
    {
      id: 'request',
      header: t('request'),
      cell: row => (
        <button
          type="button"
          aria-label={t('details', { request: `${row.method} ${row.path}` })}
          onClick={() => onOpen(row.requestId)}
          className="text-start after:absolute after:inset-0"
        >
          <code dir="ltr" className="font-mono text-[13px] wrap-anywhere">
            <b className="font-semibold">{row.method}</b> {row.path}
          </code>
        </button>
      ),
      className: 'max-md:order-1',
      onPhone: 'start',
    },
    {
      id: 'status',
      header: t('status'),
      cell: row => <StatusBadge status={row.status} />,
      className: 'max-md:order-2',
      onPhone: 'end',
    },
    {
      id: 'integration',
      header: t('integration'),
      cell: row => <bdi className="wrap-anywhere">{row.integrationName}</bdi>,
      className: 'max-md:order-3',
      onPhone: 'wide',
    },
    {
      id: 'client',
      header: t('client'),
      cell: row => (
        <span className="text-[13px] text-muted wrap-anywhere">
          <bdi>{row.client.network}</bdi>
        </span>
      ),
      className: 'max-md:order-4',
      onPhone: 'hidden',
    },
    {
      id: 'took',
      header: t('took'),
      cell: row => (
        <span className="text-[13px] text-muted tabular-nums">{t('ms', { count: Math.round(row.durationMs) })}</span>
      ),
      onPhone: 'hidden',
    },
    {
      id: 'time',
      header: t('time'),
      cell: row => (
        <span className="text-[13px] text-muted">
          <Time at={row.at} />
        </span>
      ),
      className: 'max-md:order-5',
      onPhone: 'wide',
    },
  ]
  return (
    <Table
      label={t('log')}
      columns={columns}
      rows={calls}
      keyOf={row => `${row.requestId} ${row.at}`}
      isStale={isStale}
    />
  )
}

/** A status with the colour of its class. */
export function StatusBadge({ status }: { status: number }) {
  const tone: Tone = status >= 500 ? 'danger' : status >= 400 ? 'warn' : 'ok'
  return <Badge tone={tone}>{status}</Badge>
}
