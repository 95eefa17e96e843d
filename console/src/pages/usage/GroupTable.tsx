import { useHere } from '../../api/me.ts'
import type { Usage } from '../../api/usage.ts'
import { formatLocale } from '../../i18n/locale.ts'
import { Meter } from '../../ui/Meter.tsx'
import { type Column, Table } from '../../ui/Table.tsx'
import { TextLink } from '../../ui/TextLink.tsx'
import { Time } from '../../ui/Time.tsx'
import { integrationPath } from '../paths.ts'
import { t } from './messages.ts'

type Group = Usage['groups'][number]

const count = new Intl.NumberFormat(formatLocale)

/** The groups with their share of all requests. */
export function GroupTable({ usage, isStale }: { usage: Usage; isStale: boolean }) {
  const { accountId } = useHere()
  const isIntegration = usage.groupBy === 'integration'
  const columns: Column<Group>[] = [
    {
      id: 'name',
      header: t(usage.groupBy),
      cell: row =>
        isIntegration ? (
          <TextLink href={`${integrationPath({ accountId, integrationId: row.key })}?tab=usage`}>
            <bdi>{row.name}</bdi>
          </TextLink>
        ) : (
          <code dir="ltr" className="font-mono text-[13px] wrap-anywhere">
            {row.name}
          </code>
        ),
      onPhone: 'wide',
    },
    {
      id: 'calls',
      header: t('calls'),
      cell: row => <span className="tabular-nums">{count.format(row.calls)}</span>,
      onPhone: 'labelled',
    },
    {
      id: 'share',
      header: t('share'),
      cell: row => (
        <Meter
          label={t('share')}
          value={row.calls}
          max={usage.totals.calls}
          tone="accent"
          text={`${Math.round((100 * row.calls) / usage.totals.calls)} %`}
        />
      ),
      className: 'md:w-32',
      onPhone: 'hidden',
    },
    {
      id: 'refused',
      header: t('refused'),
      cell: row => <span className="tabular-nums">{count.format(row.refused + row.failed)}</span>,
      onPhone: 'labelled',
    },
    {
      id: 'average',
      header: t('average'),
      cell: row => <span className="tabular-nums">{t('ms', { count: Math.round(row.averageMs) })}</span>,
      onPhone: 'labelled',
    },
    {
      id: 'last',
      header: t('last'),
      cell: row => (
        <span className="text-[13px] text-muted">
          <Time at={row.lastAt} />
        </span>
      ),
      onPhone: 'labelled',
    },
  ]
  return <Table label={t('groups')} columns={columns} rows={usage.groups} keyOf={row => row.key} isStale={isStale} />
}
