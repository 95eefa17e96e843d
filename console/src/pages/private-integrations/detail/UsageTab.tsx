import { useQuery } from '@tanstack/react-query'
import { toProblem } from '../../../api/problem.ts'
import { integrationUsageQuery, type Usage, type UsageAsked } from '../../../api/usage.ts'
import { UsageChart } from '../../../parts/UsageChart.tsx'
import { Card } from '../../../ui/Card.tsx'
import { ErrorState } from '../../../ui/ErrorState.tsx'
import { LinkButton } from '../../../ui/LinkButton.tsx'
import { Segments } from '../../../ui/Segments.tsx'
import { Skeleton } from '../../../ui/Skeleton.tsx'
import { type Column, Table } from '../../../ui/Table.tsx'
import { Time } from '../../../ui/Time.tsx'
import { useUrlState } from '../../../ui/url-state.ts'
import { accountPath } from '../../paths.ts'
import { ClientsCard } from './ClientsCard.tsx'
import type { TabProps } from './tab-props.ts'
import { t } from './usage-messages.ts'

type Group = Usage['groups'][number]

const RANGES: UsageAsked['range'][] = ['24h', '7d', '30d']
const GROUPS = ['operation', 'status', 'scope'] as const
const count = new Intl.NumberFormat('en')

/** How this integration was used: over time, by what, and by whom. */
export function UsageTab({ integrationRef, integration, clients }: TabProps) {
  const [url, change] = useUrlState()
  const range = RANGES.find(one => one === url.range) ?? '7d'
  const groupBy = GROUPS.find(one => one === url.by) ?? 'operation'
  const query = useQuery(integrationUsageQuery(integrationRef, { range, groupBy }))
  const log = `${accountPath(integrationRef.accountId, 'usage')}?tab=log&integration=${integrationRef.integrationId}`
  return (
    <div className="flex flex-col gap-5">
      <div className="flex flex-wrap items-center justify-between gap-3">
        <Segments
          label={t('range')}
          value={range}
          onChange={value => change({ range: value })}
          options={RANGES.map(value => ({ value, label: t(`range${value}`) }))}
        />
        <LinkButton href={log}>{t('log')}</LinkButton>
      </div>
      {query.isError && (
        <ErrorState onRetry={() => void query.refetch()} isRetrying={query.isFetching}>
          {toProblem(query.error).detail}
        </ErrorState>
      )}
      {query.data === undefined ? (
        query.isPending && <Skeleton />
      ) : (
        <>
          <Card title={t('requests')}>
            <UsageChart usage={query.data} />
          </Card>
          {query.data.totals.calls > 0 && (
            <Card
              title={t('groups')}
              isFlush
              actions={
                <Segments
                  label={t('by')}
                  value={groupBy}
                  onChange={value => change({ by: value })}
                  options={GROUPS.map(value => ({ value, label: t(value) }))}
                />
              }
            >
              <div className="mt-3 border-t border-line">
                <Table
                  label={t('groups')}
                  columns={columnsOf(groupBy)}
                  rows={query.data.groups}
                  keyOf={row => row.key}
                  isStale={query.isError}
                />
              </div>
            </Card>
          )}
        </>
      )}
      <ClientsCard {...{ integration, clients }} />
    </div>
  )
}

function columnsOf(groupBy: (typeof GROUPS)[number]): Column<Group>[] {
  return [
    {
      id: 'name',
      header: t(groupBy),
      cell: row => (
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
}
