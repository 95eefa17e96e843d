import { RotateCw } from 'lucide-react'
import type { ClientRow, Integration, IntegrationRef } from '../../../api/integrations.ts'
import { useCan } from '../../../api/me.ts'
import { Badge } from '../../../ui/Badge.tsx'
import { Card } from '../../../ui/Card.tsx'
import { cx } from '../../../ui/class-names.ts'
import { useNow } from '../../../ui/clock.ts'
import { LinkButton } from '../../../ui/LinkButton.tsx'
import { Time } from '../../../ui/Time.tsx'
import { hasEnded } from '../health.ts'
import { AgeMeter } from './AgeMeter.tsx'
import { callValues, lastClient } from './client-words.tsx'
import { t } from './messages.ts'
import { OverlapCard } from './OverlapCard.tsx'
import { TokenMask } from './TokenMask.tsx'

interface TokenCardProps {
  integrationRef: IntegrationRef
  integration: Integration
  clients: readonly ClientRow[]
  /** Where a dialog of this page opens. */
  dialogHref: (dialog: string) => string
}

/** The current token, and during a rotation the old one. */
export function TokenCard({ integrationRef, integration, clients, dialogHref }: TokenCardProps) {
  const can = useCan()
  const { rotation } = integration
  const { current } = rotation
  const isEnded = hasEnded(current, useNow())
  const client = lastClient(clients, current.id)
  return (
    <Card
      title={t('token')}
      lead={t.rich('createdBy', {
        time: () => <Time at={current.createdAt} />,
        name: () => <bdi>{current.createdBy.name}</bdi>,
      })}
      actions={
        can('privateIntegrations.rotate') && (
          <LinkButton href={dialogHref('rotate')} icon={<RotateCw aria-hidden className="size-4" />}>
            {t('rotate')}
          </LinkButton>
        )
      }
    >
      <div className="grid items-start gap-x-8 gap-y-4 border-t border-line pt-4 sm:grid-cols-2">
        <div className="min-w-0">
          <p className="flex flex-wrap items-center gap-2">
            <TokenMask last4={current.last4} />
            <Badge tone={isEnded ? 'danger' : 'ok'}>{t(isEnded ? 'ended' : 'current')}</Badge>
          </p>
          <p className="mt-1 text-[13px] text-muted">
            {current.lastUsedAt === null
              ? t('neverUsed')
              : t.rich(client === undefined ? 'lastUsed' : 'lastUsedFrom', callValues(current.lastUsedAt, client))}
          </p>
          {current.endsAt !== null && (
            <p className={cx('mt-1 text-[13px]', isEnded ? 'font-medium text-danger-text' : 'text-muted')}>
              {t.rich(isEnded ? 'tokenEnded' : 'tokenEnds', { time: () => <Time at={current.endsAt} /> })}
            </p>
          )}
          {integration.expiresAt !== null && integration.state !== 'expired' && (
            <p className="mt-1 text-[13px] text-muted">
              {t.rich('endsAt', { time: () => <Time at={integration.expiresAt} /> })}
            </p>
          )}
        </div>
        <AgeMeter integration={integration} />
      </div>
      {rotation.state === 'rotating' && <OverlapCard {...{ integrationRef, rotation, dialogHref }} />}
    </Card>
  )
}
