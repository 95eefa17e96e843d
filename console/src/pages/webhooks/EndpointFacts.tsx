import { useHere } from '../../api/me.ts'
import type { WebhookEndpoint } from '../../api/webhooks.ts'
import { Badge } from '../../ui/Badge.tsx'
import { Button } from '../../ui/Button.tsx'
import { Card } from '../../ui/Card.tsx'
import { Facts } from '../../ui/Facts.tsx'
import { TextLink } from '../../ui/TextLink.tsx'
import { Time } from '../../ui/Time.tsx'
import { integrationPath } from '../paths.ts'
import { HealthBar } from './HealthBar.tsx'
import { t } from './messages.ts'

interface EndpointFactsProps {
  endpoint: WebhookEndpoint
  /** Absent for who may only look. */
  onOpen?: (dialog: string) => void
}

/** Whose it is, what it hears, how it fares, and what signs. */
export function EndpointFacts({ endpoint, onOpen }: EndpointFactsProps) {
  const { accountId } = useHere()
  const { integration, integrationId, signing } = endpoint
  return (
    <Card title={t('facts')}>
      <Facts
        facts={[
          {
            name: t('integration'),
            value: (
              <TextLink href={integrationPath({ accountId, integrationId })}>
                <bdi>{integration?.name ?? integrationId}</bdi>
              </TextLink>
            ),
          },
          {
            name: t('events'),
            value: (
              <ul className="flex flex-wrap gap-1.5">
                {endpoint.events.map(event => (
                  <li key={event}>
                    <Badge tone={endpoint.pausedEvents.some(one => one.event === event) ? 'warn' : 'neutral'}>
                      {event}
                    </Badge>
                  </li>
                ))}
              </ul>
            ),
          },
          { name: t('health'), value: <HealthBar health={endpoint.health} /> },
          {
            name: t('signing'),
            value: (
              <div className="flex flex-wrap items-center justify-between gap-2">
                <p>
                  {t.rich('secretAge', { time: () => <Time at={signing.secretCreatedAt} /> })}{' '}
                  {signing.previousSecretEndsAt !== null &&
                    t.rich('secretOverlap', { time: () => <Time at={signing.previousSecretEndsAt} /> })}
                </p>
                {onOpen !== undefined && <Button onClick={() => onOpen('rotate-secret')}>{t('rotateSecret')}</Button>}
              </div>
            ),
          },
        ]}
      />
    </Card>
  )
}
