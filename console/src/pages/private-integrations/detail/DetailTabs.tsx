import { lazy, Suspense } from 'react'
import { useCan } from '../../../api/me.ts'
import { Skeleton } from '../../../ui/Skeleton.tsx'
import { Tabs } from '../../../ui/Tabs.tsx'
import { integrationPath } from '../../paths.ts'
import { t } from './messages.ts'
import { OverviewTab } from './OverviewTab.tsx'
import type { TabProps } from './tab-props.ts'

const PermissionsTab = lazy(async () => ({ default: (await import('./PermissionsTab.tsx')).PermissionsTab }))
const UsageTab = lazy(async () => ({ default: (await import('./UsageTab.tsx')).UsageTab }))
const ActivityTab = lazy(async () => ({ default: (await import('./ActivityTab.tsx')).ActivityTab }))
const SettingsTab = lazy(async () => ({ default: (await import('./SettingsTab.tsx')).SettingsTab }))

/** The parts of the page. Those that this person may not see are not there. */
export function DetailTabs({ tab = 'overview', ...props }: TabProps & { tab: string | undefined }) {
  const can = useCan()
  const names = [
    'overview',
    'permissions',
    can('usage.view') && 'usage',
    can('audit.view') && 'activity',
    'settings',
  ] as const
  const shown = names.filter(name => name !== false)
  const current = shown.find(name => name === tab) ?? 'overview'
  const place = integrationPath(props.integrationRef)
  return (
    <>
      <Tabs
        label={t('tabs')}
        current={current}
        tabs={shown.map(id => ({ id, label: t(id), href: id === 'overview' ? place : `${place}?tab=${id}` }))}
      />
      <div className="mt-5">
        <Suspense fallback={<Skeleton />}>
          {current === 'overview' && <OverviewTab {...props} />}
          {current === 'permissions' && <PermissionsTab {...props} />}
          {current === 'usage' && <UsageTab {...props} />}
          {current === 'activity' && <ActivityTab {...props} />}
          {current === 'settings' && <SettingsTab {...props} />}
        </Suspense>
      </div>
    </>
  )
}
