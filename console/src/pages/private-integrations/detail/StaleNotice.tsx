import type { ReactNode } from 'react'
import { Banner } from '../../../ui/Banner.tsx'
import { Button } from '../../../ui/Button.tsx'
import { Facts } from '../../../ui/Facts.tsx'
import { t } from './settings-messages.ts'

interface StaleNoticeProps {
  /** What they saved, field by field, where it differs from what was typed. */
  facts: { name: string; value: ReactNode }[]
  onKeep: () => void
  onTake: () => void
}

/** Someone saved first: both are shown, and the person chooses. */
export function StaleNotice({ facts, onKeep, onTake }: StaleNoticeProps) {
  return (
    <Banner tone="warn" role="alert">
      <p>
        <b className="font-semibold">{t('staleTitle')}</b> {t('staleLead')}
      </p>
      <div className="my-3">
        <Facts facts={facts} />
      </div>
      <div className="flex flex-wrap gap-2">
        <Button onClick={onKeep}>{t('staleKeep')}</Button>
        <Button onClick={onTake}>{t('staleTake')}</Button>
      </div>
    </Banner>
  )
}
