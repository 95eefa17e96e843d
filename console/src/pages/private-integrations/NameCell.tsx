import type { Integration } from '../../api/integrations.ts'
import { useHere } from '../../api/me.ts'
import { AppLink } from '../../ui/AppLink.tsx'
import { integrationPath } from '../paths.ts'
import { t } from './messages.ts'

/** Name and description. The link covers the whole row. */
export function NameCell({ row }: { row: Integration }) {
  const { accountId } = useHere()
  return (
    <div className="min-w-0 md:max-w-sm">
      <AppLink
        href={integrationPath({ accountId, integrationId: row.id })}
        data-row-link
        className="font-medium wrap-anywhere after:absolute after:inset-0 focus-visible:outline-none focus-visible:after:outline-2 focus-visible:after:-outline-offset-2 focus-visible:after:outline-accent"
      >
        <bdi>{row.name}</bdi>
      </AppLink>
      <p className="line-clamp-2 text-[13px] text-muted wrap-anywhere">
        <bdi>{row.description === '' ? t('noDescription') : row.description}</bdi>
      </p>
    </div>
  )
}
