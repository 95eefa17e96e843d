import { useQuery } from '@tanstack/react-query'
import type { ScopeRow } from '../../../api/integrations.ts'
import { scopesQuery } from '../../../api/integrations.ts'
import { useCan } from '../../../api/me.ts'
import { integrationUsageQuery } from '../../../api/usage.ts'
import { Badge } from '../../../ui/Badge.tsx'
import { Card } from '../../../ui/Card.tsx'
import { LinkButton } from '../../../ui/LinkButton.tsx'
import { Skeleton } from '../../../ui/Skeleton.tsx'
import { integrationPath } from '../../paths.ts'
import { t as scopeTexts } from '../scopes/messages.ts'
import { groupScopes } from '../scopes/scope-groups.ts'
import { t } from './messages.ts'
import type { TabProps } from './tab-props.ts'

const DAYS = 30

/** What the token may do, each with its sentence and the calls it opens. */
export function PermissionsTab({ integrationRef, integration }: TabProps) {
  const can = useCan()
  const scopes = useQuery(scopesQuery(integrationRef.accountId))
  const calls = useScopeCalls(integrationRef)
  if (scopes.data === undefined) return <Skeleton />
  const held = scopes.data.filter(({ scope }) => integration.scopes.includes(scope))
  const idle = calls === undefined ? [] : held.filter(({ scope }) => !calls.has(scope))
  const events = [...new Set(held.flatMap(scope => scope.events))]
  return (
    <div className="flex flex-col gap-5">
      <Card
        title={t('permissions')}
        actions={
          can('privateIntegrations.edit') && (
            <LinkButton href={integrationPath(integrationRef, 'edit')}>{t('editPermissions')}</LinkButton>
          )
        }
      >
        {held.length === 0 && <p className="text-muted">{t('noPermissions')}</p>}
        {idle.length > 0 && idle.length < held.length && (
          <p className="mb-3 text-[13px] text-muted">{t('scopesIdle', { count: idle.length, days: DAYS })}</p>
        )}
        <div className="flex flex-col gap-4">
          {groupScopes(held).map(group => (
            <section key={group.name}>
              <h3 className="mb-1.5 text-[13px] text-muted">{group.name}</h3>
              <ul className="divide-y divide-line rounded-lg border border-line">
                {group.scopes.map(row => (
                  <HeldScope key={row.scope} row={row} isIdle={idle.includes(row)} calls={calls?.get(row.scope)} />
                ))}
              </ul>
            </section>
          ))}
        </div>
      </Card>
      {events.length > 0 && (
        <Card title={t('eventsTitle')}>
          <ul className="flex flex-wrap gap-1.5">
            {events.map(event => (
              <li key={event}>
                <Badge>{event}</Badge>
              </li>
            ))}
          </ul>
        </Card>
      )}
    </div>
  )
}

/** The calls of the last weeks by the scope that they needed and had; undefined while that is not known. */
function useScopeCalls(ref: TabProps['integrationRef']): ReadonlyMap<string, number> | undefined {
  const { data } = useQuery(integrationUsageQuery(ref, { range: '30d', groupBy: 'scope' }))
  const used = data?.groups.filter(({ calls, refused }) => calls > refused)
  return used && new Map(used.map(({ key, calls, refused }) => [key, calls - refused]))
}

interface HeldScopeProps {
  row: ScopeRow
  isIdle: boolean
  calls: number | undefined
}

function HeldScope({ row, isIdle, calls }: HeldScopeProps) {
  return (
    <li className="p-3">
      <div className="flex flex-wrap items-center justify-between gap-x-3">
        <span className="flex flex-wrap items-center gap-2 font-medium">
          {row.label} {row.sensitive && <Badge tone="warn">{scopeTexts('sensitive')}</Badge>}
          {isIdle && <Badge>{t('scopeIdle', { days: DAYS })}</Badge>}
        </span>
        <code dir="ltr" className="font-mono text-xs text-muted wrap-anywhere">
          {row.scope}
        </code>
      </div>
      <p className="text-[13px] text-muted">
        {row.sentence} {calls !== undefined && t('scopeCalls', { count: calls, days: DAYS })}
      </p>
    </li>
  )
}
