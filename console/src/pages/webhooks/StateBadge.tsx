import type { WebhookEndpoint } from '../../api/webhooks.ts'
import { Badge } from '../../ui/Badge.tsx'
import { t } from './messages.ts'

/** The one word that matters most about an endpoint now. */
export function StateBadge({ endpoint }: { endpoint: WebhookEndpoint }) {
  if (!endpoint.enabled) return <Badge hasDot>{t('off')}</Badge>
  if (endpoint.health.failingSince !== null) {
    return (
      <Badge tone="danger" hasDot>
        {t('failing')}
      </Badge>
    )
  }
  if (endpoint.pausedEvents.length > 0) {
    return (
      <Badge tone="warn" hasDot>
        {t('paused')}
      </Badge>
    )
  }
  return (
    <Badge tone="ok" hasDot>
      {t('on')}
    </Badge>
  )
}
