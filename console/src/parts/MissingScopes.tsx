import type { Usage } from '../api/usage.ts'
import { Badge } from '../ui/Badge.tsx'
import { LinkButton } from '../ui/LinkButton.tsx'
import { Time } from '../ui/Time.tsx'
import { t } from './missing-scopes-messages.ts'

interface MissingScopesProps {
  rows: Usage['missingScopes']
  /** Where a missing permission is granted; absent for who may not. */
  grantHref?: (integrationId: string, scope: string) => string
}

/** What was refused for want of a permission: "12 × 401 missing contacts.write", with the way to grant it. */
export function MissingScopes({ rows, grantHref }: MissingScopesProps) {
  return (
    <ul className="divide-y divide-line">
      {rows.map(row => (
        <li
          key={`${row.integrationId} ${row.scope} ${row.status}`}
          className="flex flex-wrap items-center justify-between gap-3 py-2.5 first:pt-0 last:pb-0"
        >
          <div className="min-w-0">
            <p className="flex flex-wrap items-center gap-2">
              <Badge tone="warn">{t('times', { count: row.calls, status: row.status })}</Badge>
              <span className="min-w-0 wrap-anywhere">
                {t.rich('missing', {
                  scope: () => (
                    <code dir="ltr" className="font-mono text-[13px]">
                      {row.scope}
                    </code>
                  ),
                })}
              </span>
            </p>
            <p className="mt-1 text-[13px] text-muted wrap-anywhere">
              {row.operations.join(', ')} · <Time at={row.lastAt} />
            </p>
          </div>
          {grantHref !== undefined && (
            <LinkButton href={grantHref(row.integrationId, row.scope)}>{t('grant')}</LinkButton>
          )}
        </li>
      ))}
    </ul>
  )
}
