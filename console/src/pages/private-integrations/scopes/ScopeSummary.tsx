import { Eye, Pencil } from 'lucide-react'
import type { ScopeRow } from '../../../api/integrations.ts'
import { Badge } from '../../../ui/Badge.tsx'
import { t } from './messages.ts'
import { chosenRows } from './scope-groups.ts'

interface ScopeSummaryProps {
  scopes: readonly ScopeRow[]
  chosen: Iterable<string>
}

/** What a token with these scopes can do, a line each. */
export function ScopeSummary({ scopes, chosen }: ScopeSummaryProps) {
  const rows = chosenRows(scopes, chosen)
  if (rows.length === 0) return <p className="text-muted">{t('ableNothing')}</p>
  return (
    <ul className="flex flex-col gap-1.5">
      {rows.map(({ scope, label, access, sensitive }) => {
        const Icon = access === 'read' ? Eye : Pencil
        return (
          <li key={scope} className="flex items-start gap-2.5">
            <Icon role="img" aria-label={t(access)} className="mt-0.5 size-4 shrink-0 text-muted" />
            <span className="min-w-0 wrap-anywhere">
              {label} {sensitive && <Badge tone="warn">{t('sensitive')}</Badge>}
            </span>
          </li>
        )
      })}
    </ul>
  )
}
