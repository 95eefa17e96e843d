import { useQuery } from '@tanstack/react-query'
import { Bell } from 'lucide-react'
import { useHere } from '../api/me.ts'
import { bellQuery, type Notification, readNotification } from '../api/notifications.ts'
import { accountPath, integrationPath } from '../pages/paths.ts'
import { IconButton } from '../ui/IconButton.tsx'
import { Menu } from '../ui/Menu.tsx'
import { t } from './bell-messages.ts'

/** The notifications' bell: how many are unread, and the latest few. */
export function BellSlot() {
  const { accountId } = useHere()
  const { data } = useQuery(bellQuery(accountId))
  const unread = data?.unread ?? 0
  const all = accountPath(accountId, 'notifications')
  const lines = (data?.items ?? []).map(notice => ({
    id: notice.id,
    label: notice.title,
    href: placeOf(accountId, notice, all),
    isCurrent: notice.readAt === null,
    onSelect: () => {
      if (notice.readAt === null) void readNotification(accountId, notice.id)
    },
  }))
  return (
    <span className="relative">
      <Menu
        trigger={<IconButton label={t('bell', { unread })} icon={<Bell aria-hidden className="size-4" />} />}
        header={<p className="font-medium">{lines.length === 0 ? t('nothing') : t('latest')}</p>}
        groups={[lines, [{ id: 'all', label: t('all'), href: all }]]}
      />
      {unread > 0 && (
        <span
          aria-hidden
          data-fill
          className="pointer-events-none absolute end-0.5 top-0.5 grid h-4 min-w-4 place-items-center rounded-full bg-danger px-1 text-[10px] font-semibold text-white"
        >
          {unread > 99 ? '99+' : unread}
        </span>
      )}
    </span>
  )
}

function placeOf(accountId: string, { integration }: Notification, otherwise: string): string {
  return integration === null ? otherwise : integrationPath({ accountId, integrationId: integration.id })
}
