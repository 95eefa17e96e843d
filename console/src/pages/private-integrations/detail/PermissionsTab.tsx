import { useQuery } from '@tanstack/react-query'
import type { ScopeRow } from '../../../api/integrations.ts'
import { scopesQuery } from '../../../api/integrations.ts'
import { useCan } from '../../../api/me.ts'
import { Badge } from '../../../ui/Badge.tsx'
import { Card } from '../../../ui/Card.tsx'
import { LinkButton } from '../../../ui/LinkButton.tsx'
import { Skeleton } from '../../../ui/Skeleton.tsx'
import { integrationPath } from '../../paths.ts'
import { t as scopeTexts } from '../scopes/messages.ts'
import { groupScopes } from '../scopes/scope-groups.ts'
import { t } from './messages.ts'
import type { TabProps } from './tab-props.ts'

/** What the token may do, each with its sentence and the calls it opens. */
export function PermissionsTab({ integrationRef, integration }: TabProps) {
  const can = useCan()
  const scopes = useQuery(scopesQuery(integrationRef.accountId))
  if (scopes.data === undefined) return <Skeleton />
  const held = scopes.data.filter(({ scope }) => integration.scopes.includes(scope))
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
        <div className="flex flex-col gap-4">
          {groupScopes(held).map(group => (
            <section key={group.name}>
              <h3 className="mb-1.5 text-[13px] text-muted">{group.name}</h3>
              <ul className="divide-y divide-line rounded-lg border border-line">
                {group.scopes.map(row => (
                  <HeldScope key={row.scope} row={row} />
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

function HeldScope({ row }: { row: ScopeRow }) {
  return (
    <li className="p-3">
      <div className="flex flex-wrap items-center justify-between gap-x-3">
        <span className="flex flex-wrap items-center gap-2 font-medium">
          {row.label} {row.sensitive && <Badge tone="warn">{scopeTexts('sensitive')}</Badge>}
        </span>
        <code dir="ltr" className="font-mono text-xs text-muted wrap-anywhere">
          {row.scope}
        </code>
      </div>
      <p className="text-[13px] text-muted">{row.sentence}</p>
    </li>
  )
}
