import { useQuery } from '@tanstack/react-query'
import type { IntegrationRef } from '../../../api/integrations.ts'
import { type RetiredSecretUse, retiredSecretsQuery } from '../../../api/retired-secrets.ts'
import { Badge } from '../../../ui/Badge.tsx'
import { Card } from '../../../ui/Card.tsx'
import { Time } from '../../../ui/Time.tsx'
import { ClientName } from './client-words.tsx'
import { t } from './retired-messages.ts'

/** Who still calls with a dead token: an app left behind, or somebody unknown. Nothing where nobody does. */
export function RetiredSecretsCard({ integrationRef }: { integrationRef: IntegrationRef }) {
  const { data } = useQuery(retiredSecretsQuery(integrationRef))
  if (data === undefined || data.length === 0) return null
  return (
    <Card title={t('title')} lead={t('lead')}>
      <ul className="divide-y divide-line">
        {data.map(use => (
          <Use key={`${use.token.id} ${use.network} ${use.userAgent} ${use.clientName} ${use.operation}`} use={use} />
        ))}
      </ul>
    </Card>
  )
}

function Use({ use }: { use: RetiredSecretUse }) {
  const isKnown = use.classification === 'known_straggler'
  return (
    <li className="py-2.5 first:pt-0 last:pb-0">
      <p className="flex flex-wrap items-center gap-2">
        <Badge tone={isKnown ? 'warn' : 'danger'}>{t(isKnown ? 'known' : 'unknown')}</Badge>
        <span className="min-w-0">
          <ClientName client={use} />
        </span>
      </p>
      <p className="mt-1 text-[13px] text-muted">
        {t(isKnown ? 'knownHint' : 'unknownHint')}{' '}
        {t.rich('calls', { count: use.calls, last4: use.token.last4, time: () => <Time at={use.lastSeenAt} /> })}
      </p>
    </li>
  )
}
