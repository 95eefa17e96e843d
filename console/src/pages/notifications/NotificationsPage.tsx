import { lazy, Suspense } from 'react'
import { useHere } from '../../api/me.ts'
import { PageHeader } from '../../ui/PageHeader.tsx'
import { Skeleton } from '../../ui/Skeleton.tsx'
import { Tabs } from '../../ui/Tabs.tsx'
import { useUrlState } from '../../ui/url-state.ts'
import { accountPath } from '../paths.ts'
import { t } from './messages.ts'
import { NoticeList } from './NoticeList.tsx'

const PreferencesTab = lazy(async () => ({ default: (await import('./PreferencesTab.tsx')).PreferencesTab }))

/** What the person is told, and how they want to hear of it. */
export function Page() {
  const { accountId } = useHere()
  const [url] = useUrlState()
  const place = accountPath(accountId, 'notifications')
  const current = url.tab === 'preferences' ? 'preferences' : 'list'
  return (
    <>
      <PageHeader title={t('title')} lead={t('lead')} />
      <Tabs
        label={t('tabs')}
        current={current}
        tabs={[
          { id: 'list', label: t('list'), href: place },
          { id: 'preferences', label: t('preferences'), href: `${place}?tab=preferences` },
        ]}
      />
      <div className="mt-5">
        {current === 'list' ? (
          <NoticeList />
        ) : (
          <Suspense fallback={<Skeleton />}>
            <PreferencesTab />
          </Suspense>
        )}
      </div>
    </>
  )
}
