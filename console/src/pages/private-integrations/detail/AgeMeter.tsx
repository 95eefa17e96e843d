import type { Integration } from '../../../api/integrations.ts'
import { useNow } from '../../../ui/clock.ts'
import { Meter } from '../../../ui/Meter.tsx'
import { ageOf, ageTone } from '../health.ts'
import { t } from './messages.ts'

/** How old the current token is, against the day on which it should be rotated. */
export function AgeMeter({ integration }: { integration: Integration }) {
  const { days, due, part } = ageOf(integration, useNow())
  const words = t('age', { days })
  return (
    <div>
      <p className="mb-1.5 flex justify-between gap-4 text-[13px]">
        <span>{words}</span>
        <span className="text-muted">{t('rotateAt', { days: due })}</span>
      </p>
      <Meter label={t('ageLabel')} value={days} max={due} text={words} tone={ageTone(part)} />
    </div>
  )
}
