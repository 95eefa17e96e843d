import type { Integration, IntegrationRef } from '../../../api/integrations.ts'
import { useCan } from '../../../api/me.ts'
import { Badge } from '../../../ui/Badge.tsx'
import { useNow } from '../../../ui/clock.ts'
import { LinkButton } from '../../../ui/LinkButton.tsx'
import { Meter } from '../../../ui/Meter.tsx'
import { spanWords } from '../../../ui/time-words.ts'
import { t } from './messages.ts'
import { SafeToExpire } from './SafeToExpire.tsx'
import { TokenMask } from './TokenMask.tsx'

interface OverlapCardProps {
  integrationRef: IntegrationRef
  rotation: Extract<Integration['rotation'], { state: 'rotating' }>
  dialogHref: (dialog: string) => string
}

/** The old token while it still works: until when, who still uses it, and what can be done. */
export function OverlapCard({ integrationRef, rotation, dialogHref }: OverlapCardProps) {
  const now = useNow()
  const can = useCan()
  const { retiring, current, endsAt } = rotation
  const startedAt = Date.parse(current.createdAt)
  const wholeMs = Date.parse(endsAt) - startedAt
  const left = t('expiresIn', { span: spanWords(Date.parse(endsAt) - now) })
  return (
    <section aria-label={t('old')} className="mt-5 rounded-lg border border-line bg-accent-soft p-4">
      <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-1">
        <p className="flex flex-wrap items-center gap-2">
          <TokenMask last4={retiring.last4} />
          <Badge tone="onAccent">{t('old')}</Badge>
        </p>
        <p className="font-medium">{left}</p>
      </div>
      <div className="my-3">
        <Meter label={t('overlapLabel')} value={now - startedAt} max={wholeMs} tone="accent" text={left} />
      </div>
      <SafeToExpire integrationRef={integrationRef} />
      {can('privateIntegrations.rotate') && (
        <p className="mt-3 flex flex-wrap gap-2">
          <LinkButton href={dialogHref('cancel-rotation')}>{t('cancelRotation')}</LinkButton>
          <LinkButton look="dangerQuiet" href={dialogHref('expire-now')}>
            {t('expireNow')}
          </LinkButton>
          <LinkButton href={dialogHref('extend-overlap')}>{t('extend')}</LinkButton>
          <LinkButton href={dialogHref('reissue')}>{t('reissue')}</LinkButton>
        </p>
      )}
    </section>
  )
}
