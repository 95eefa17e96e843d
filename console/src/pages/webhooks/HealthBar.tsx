import type { WebhookEndpoint } from '../../api/webhooks.ts'
import { cx } from '../../ui/class-names.ts'
import { t } from './messages.ts'

/** The last 24 hours, a bar for each: delivered, failed, or nothing. The same stands beside it in words. */
export function HealthBar({ health }: { health: WebhookEndpoint['health'] }) {
  const { succeeded, failed, buckets } = health
  const words = succeeded + failed === 0 ? t('quiet') : t('healthText', { succeeded, failed })
  return (
    <div>
      <div aria-hidden className="flex h-5 items-end gap-px">
        {buckets.map(bucket => (
          <span
            key={bucket.hour}
            data-fill
            className={cx(
              'w-1 rounded-sm',
              bucket.failed > 0 ? 'h-full bg-danger' : bucket.succeeded > 0 ? 'h-full bg-ok' : 'h-1.5 bg-line',
            )}
          />
        ))}
      </div>
      <p className="mt-0.5 text-xs text-muted">{words}</p>
    </div>
  )
}
