import { Banner } from '../../../ui/Banner.tsx'
import { Button } from '../../../ui/Button.tsx'
import { countOf, labelsOf, type ScopeChanges } from './changes.ts'
import { t } from './messages.ts'

interface StaleScopesProps {
  /** What somebody else changed since this page was opened. */
  changes: ScopeChanges
  onKeep: () => void
  onTake: () => void
}

/** Someone saved first: their changes beside the person's own, and a choice. */
export function StaleScopes({ changes, onKeep, onTake }: StaleScopesProps) {
  return (
    <Banner tone="warn" role="alert">
      <p>
        <b className="font-semibold">{t('staleTitle')}</b> {t('staleLead')}
      </p>
      <ul className="my-2 list-disc ps-4">
        {changes.added.length > 0 && <li>{t('granted', { labels: labelsOf(changes.added) })}</li>}
        {changes.removed.length > 0 && <li>{t('taken', { labels: labelsOf(changes.removed) })}</li>}
        {countOf(changes) === 0 && <li>{t('staleSame')}</li>}
      </ul>
      <div className="flex flex-wrap gap-2">
        <Button onClick={onKeep}>{t('staleKeep')}</Button>
        <Button onClick={onTake}>{t('staleTake')}</Button>
      </div>
    </Banner>
  )
}
