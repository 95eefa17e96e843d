import { useQuery } from '@tanstack/react-query'
import { type Integration, type IntegrationRef, scopesQuery } from '../../../api/integrations.ts'
import { useCan } from '../../../api/me.ts'
import { Badge } from '../../../ui/Badge.tsx'
import { Card } from '../../../ui/Card.tsx'
import { LinkButton } from '../../../ui/LinkButton.tsx'
import { integrationPath } from '../../paths.ts'
import { chosenRows } from '../scopes/scope-groups.ts'
import { t } from './messages.ts'

/** What the token may do, in short. */
export function PermissionsCard({
  integrationRef,
  integration,
}: {
  integrationRef: IntegrationRef
  integration: Integration
}) {
  const can = useCan()
  const scopes = useQuery(scopesQuery(integrationRef.accountId)).data ?? []
  const rows = chosenRows(scopes, integration.scopes)
  return (
    <Card
      title={t('permissions')}
      actions={
        can('privateIntegrations.edit') && (
          <LinkButton href={integrationPath(integrationRef, 'edit')}>{t('editPermissions')}</LinkButton>
        )
      }
    >
      {rows.length === 0 ? (
        <p className="text-muted">{t('noPermissions')}</p>
      ) : (
        <ul className="flex flex-wrap gap-1.5">
          {rows.map(({ scope, label, sensitive }) => (
            <li key={scope} title={scope}>
              <Badge tone={sensitive ? 'warn' : 'neutral'}>{label}</Badge>
            </li>
          ))}
        </ul>
      )}
    </Card>
  )
}
