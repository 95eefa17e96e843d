import { useQuery } from '@tanstack/react-query'
import type { IntegrationRef } from '../../../api/integrations.ts'
import { integrationUsageQuery } from '../../../api/usage.ts'
import { Banner } from '../../../ui/Banner.tsx'
import type { ScopeChanges } from './changes.ts'
import { t } from './messages.ts'

interface RemovalImpactProps {
  integrationRef: IntegrationRef
  removed: ScopeChanges['removed']
}

const DAYS = 30

/** Whether the calls of the last weeks needed what is to be taken away. */
export function RemovalImpact({ integrationRef, removed }: RemovalImpactProps) {
  const usage = useQuery(integrationUsageQuery(integrationRef, { range: '30d', groupBy: 'scope' }))
  if (usage.isError) return null
  if (usage.data === undefined) return <p className="text-[13px] text-muted">{t('looking')}</p>
  const needed = usage.data.groups.filter(
    group => group.calls > group.refused && removed.some(({ scope }) => scope === group.key),
  )
  if (needed.length === 0) return <p className="text-[13px] text-muted">{t('unused', { days: DAYS })}</p>
  const labels = needed.map(group => removed.find(({ scope }) => scope === group.key)?.label ?? group.name)
  const calls = needed.reduce((sum, group) => sum + group.calls - group.refused, 0)
  return (
    <Banner tone="warn" role="status">
      {t.rich('used', {
        calls,
        days: DAYS,
        labels: labels.join(', '),
        b: chunks => <b className="font-semibold">{chunks}</b>,
      })}
    </Banner>
  )
}
