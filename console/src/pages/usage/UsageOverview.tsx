import { useQuery } from '@tanstack/react-query'
import { ChartLine } from 'lucide-react'
import { useCan, useHere } from '../../api/me.ts'
import { toProblem } from '../../api/problem.ts'
import { type Usage, type UsageAsked, usageQuery } from '../../api/usage.ts'
import { MissingScopes } from '../../parts/MissingScopes.tsx'
import { UsageChart } from '../../parts/UsageChart.tsx'
import { Card } from '../../ui/Card.tsx'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { ErrorState } from '../../ui/ErrorState.tsx'
import { LinkButton } from '../../ui/LinkButton.tsx'
import { Segments } from '../../ui/Segments.tsx'
import { Skeleton } from '../../ui/Skeleton.tsx'
import { useUrlState } from '../../ui/url-state.ts'
import { integrationPath, integrationsPath } from '../paths.ts'
import { GroupTable } from './GroupTable.tsx'
import { t } from './messages.ts'

const RANGES: UsageAsked['range'][] = ['24h', '7d', '30d']
const GROUPS: UsageAsked['groupBy'][] = ['integration', 'operation', 'status', 'scope']

/** The sum of it: over time, by group, and what was refused for want of a permission. */
export function UsageOverview() {
  const { accountId } = useHere()
  const [url, change] = useUrlState()
  const range = RANGES.find(one => one === url.range) ?? '7d'
  const groupBy = GROUPS.find(one => one === url.by) ?? 'integration'
  const usage = useQuery(usageQuery(accountId, { range, groupBy }))
  return (
    <div className="flex flex-col gap-5">
      <div className="flex">
        <Segments
          label={t('range')}
          value={range}
          onChange={value => change({ range: value })}
          options={RANGES.map(value => ({ value, label: t(`range${value}`) }))}
        />
      </div>
      {usage.isError && (
        <ErrorState onRetry={() => void usage.refetch()} isRetrying={usage.isFetching}>
          {t('failed', { reason: toProblem(usage.error).detail })}
        </ErrorState>
      )}
      {usage.isPending && (
        <Card isFlush>
          <Skeleton />
        </Card>
      )}
      {usage.data !== undefined &&
        (usage.data.totals.calls === 0 ? (
          <Nothing />
        ) : (
          <Sum usage={usage.data} isStale={usage.isError} onGroup={by => change({ by })} />
        ))}
    </div>
  )
}

function Sum({ usage, isStale, onGroup }: { usage: Usage; isStale: boolean; onGroup: (by: string) => void }) {
  const { accountId } = useHere()
  const can = useCan()
  const grantHref = (integrationId: string, scope: string) =>
    `${integrationPath({ accountId, integrationId }, 'edit')}?${new URLSearchParams({ add: scope })}`
  return (
    <>
      <Card title={t('requests')}>
        <UsageChart usage={usage} />
      </Card>
      {usage.missingScopes.length > 0 && (
        <Card title={t('missing')} lead={t('missingLead')}>
          <MissingScopes rows={usage.missingScopes} {...(can('privateIntegrations.edit') ? { grantHref } : {})} />
        </Card>
      )}
      <Card
        title={t('groups')}
        isFlush
        actions={
          <Segments
            label={t('by')}
            value={usage.groupBy}
            onChange={onGroup}
            options={GROUPS.map(value => ({ value, label: t(value) }))}
          />
        }
      >
        <div className="mt-3 border-t border-line">
          <GroupTable usage={usage} isStale={isStale} />
        </div>
      </Card>
    </>
  )
}

function Nothing() {
  const { accountId } = useHere()
  return (
    <Card>
      <EmptyState
        icon={<ChartLine className="size-5" />}
        title={t('empty')}
        actions={<LinkButton href={integrationsPath(accountId)}>{t('toIntegrations')}</LinkButton>}
      >
        {t('emptyLead')}
      </EmptyState>
    </Card>
  )
}
