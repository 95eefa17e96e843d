import { lazy, Suspense } from 'react'
import { useHere } from '../../api/me.ts'
import { PageHeader } from '../../ui/PageHeader.tsx'
import { Skeleton } from '../../ui/Skeleton.tsx'
import { Tabs } from '../../ui/Tabs.tsx'
import { useUrlState } from '../../ui/url-state.ts'
import { accountPath } from '../paths.ts'
import { t } from './messages.ts'
import { UsageOverview } from './UsageOverview.tsx'

const RequestLog = lazy(async () => ({ default: (await import('./RequestLog.tsx')).RequestLog }))

/** How the account's integrations are used: in sum, and request by request. */
export function Page() {
  const { accountId } = useHere()
  const [url] = useUrlState()
  const place = accountPath(accountId, 'usage')
  const current = url.tab === 'log' ? 'log' : 'overview'
  return (
    <>
      <PageHeader title={t('title')} lead={t('lead')} />
      <Tabs
        label={t('tabs')}
        current={current}
        tabs={[
          { id: 'overview', label: t('overview'), href: place },
          { id: 'log', label: t('log'), href: `${place}?tab=log` },
        ]}
      />
      <div className="mt-5">
        {current === 'overview' ? (
          <UsageOverview />
        ) : (
          <Suspense fallback={<Skeleton />}>
            <RequestLog />
          </Suspense>
        )}
      </div>
    </>
  )
}
