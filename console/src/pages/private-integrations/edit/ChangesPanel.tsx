import { Minus, Plus } from 'lucide-react'
import type { ReactNode } from 'react'
import { Badge } from '../../../ui/Badge.tsx'
import { Button } from '../../../ui/Button.tsx'
import { Card } from '../../../ui/Card.tsx'
import { countOf, type ScopeChanges } from './changes.ts'
import { t } from './messages.ts'

interface ChangesPanelProps {
  changes: ScopeChanges
  isSaving: boolean
  onDiscard: () => void
  /** What a removal would refuse, who saved meanwhile, what went wrong. */
  children?: ReactNode
}

/** What an update would add and take away. */
export function ChangesPanel({ changes, isSaving, onDiscard, children }: ChangesPanelProps) {
  const isNone = countOf(changes) === 0
  return (
    <Card title={t('changes')} className="lg:sticky lg:top-20">
      {isNone ? (
        <p className="text-muted">{t('none')}</p>
      ) : (
        <ul className="flex flex-col gap-1.5">
          {changes.added.map(row => (
            <li
              key={row.scope}
              className="flex items-start gap-2 rounded-md bg-ok-soft px-2.5 py-1.5 text-ok-text forced-colors:border"
            >
              <Plus aria-hidden className="mt-0.5 size-4 shrink-0" />
              <span className="min-w-0 flex-1">
                <b className="font-semibold">{t('add')}</b> {row.label}
              </span>
              {row.sensitive && <Badge tone="warn">{t('sensitive')}</Badge>}
            </li>
          ))}
          {changes.removed.map(row => (
            <li
              key={row.scope}
              className="flex items-start gap-2 rounded-md bg-danger-soft px-2.5 py-1.5 text-danger-text forced-colors:border"
            >
              <Minus aria-hidden className="mt-0.5 size-4 shrink-0" />
              <span className="min-w-0 flex-1">
                <b className="font-semibold">{t('remove')}</b> {row.label}
              </span>
            </li>
          ))}
        </ul>
      )}
      <div className="mt-3 flex flex-col gap-3 empty:hidden">{children}</div>
      <p className="mt-3 text-[13px] text-muted">{t('sameToken')}</p>
      <div className="mt-4 flex flex-wrap gap-2">
        <Button type="submit" look="primary" disabled={isNone} title={isNone ? t('none') : undefined} isBusy={isSaving}>
          {t('update')}
        </Button>
        <Button look="quiet" disabled={isNone} onClick={onDiscard}>
          {t('discard')}
        </Button>
      </div>
    </Card>
  )
}
