import type { Integration } from '../../api/integrations.ts'
import { useNow } from '../../ui/clock.ts'
import { Meter } from '../../ui/Meter.tsx'
import { ageOf, ageTone } from './health.ts'
import { t } from './messages.ts'

/** How old the current token is against the day it should be rotated. */
export function AgeBar({ integration }: { integration: Integration }) {
  const { days, due, part } = ageOf(integration, useNow())
  return (
    <div className="w-full">
      <div className="mb-1 flex justify-between gap-2 text-[13px] tabular-nums">
        <span>{t('ageDays', { days })}</span>
        <span className="text-muted">{t('ageOf', { due })}</span>
      </div>
      <Meter value={days} max={due} tone={ageTone(part)} label={t('tokenAge')} text={t('ageText', { days, due })} />
    </div>
  )
}
