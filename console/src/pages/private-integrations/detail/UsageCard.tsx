import { useQuery } from '@tanstack/react-query'
import type { IntegrationRef } from '../../../api/integrations.ts'
import { useCan } from '../../../api/me.ts'
import { integrationUsageQuery } from '../../../api/usage.ts'
import { MissingScopes } from '../../../parts/MissingScopes.tsx'
import { UsageChart } from '../../../parts/UsageChart.tsx'
import { Card } from '../../../ui/Card.tsx'
import { integrationPath } from '../../paths.ts'
import { t } from './messages.ts'

/** The last week in a picture, and what was refused for want of a permission. Nothing where nobody called. */
export function UsageCard({ integrationRef }: { integrationRef: IntegrationRef }) {
  const can = useCan()
  const { data } = useQuery(integrationUsageQuery(integrationRef, { range: '7d', groupBy: 'operation' }))
  if (data === undefined || data.totals.calls === 0) return null
  const grantHref = (_: string, scope: string) =>
    `${integrationPath(integrationRef, 'edit')}?${new URLSearchParams({ add: scope })}`
  return (
    <>
      {data.missingScopes.length > 0 && (
        <Card title={t('failuresTitle')} lead={t('failuresLead')}>
          <MissingScopes rows={data.missingScopes} {...(can('privateIntegrations.edit') ? { grantHref } : {})} />
        </Card>
      )}
      <Card title={t('chartTitle')}>
        <UsageChart usage={data} />
      </Card>
    </>
  )
}
