import { Building2, Check, ChevronsUpDown, MapPin } from 'lucide-react'
import { type AccountAccess, useHere } from '../api/me.ts'
import { accountPath } from '../pages/paths.ts'
import { Menu } from '../ui/Menu.tsx'
import type { MenuItem } from '../ui/menu-item.ts'
import { t } from './messages.ts'

/** Goes from one account of the person to another: agencies first, then their locations. */
export function AccountSwitcher() {
  const { person, account } = useHere()
  const groups = (['agency', 'location'] as const).map(kind =>
    person.accounts.filter(one => one.kind === kind).map(one => toItem(one, account.id)),
  )
  return (
    <Menu
      align="start"
      groups={groups}
      trigger={
        <button
          type="button"
          aria-label={t(account.kind === 'agency' ? 'switchAgency' : 'switchAccount', { name: account.name })}
          className="flex min-h-9 min-w-0 items-center gap-1.5 rounded-lg px-2 hover:bg-hover"
        >
          {/* On a phone there is no room for the word beside the name. */}
          {account.kind === 'agency' && <Building2 aria-hidden className="size-4 shrink-0 text-muted sm:hidden" />}
          <bdi className="max-w-48 truncate max-sm:max-w-28">{account.name}</bdi>{' '}
          {/* An agency and its first location often share a name. */}
          {account.kind === 'agency' && <span className="text-xs text-muted max-sm:hidden">{t('agency')}</span>}
          <ChevronsUpDown aria-hidden className="size-3.5 shrink-0 text-muted" />
        </button>
      }
    />
  )
}

function toItem(account: AccountAccess, currentId: string): MenuItem {
  const Icon = account.kind === 'agency' ? Building2 : MapPin
  const isCurrent = account.id === currentId
  return {
    id: account.id,
    href: accountPath(account.id),
    isCurrent,
    icon: <Icon aria-hidden className="size-4 shrink-0 text-muted" />,
    label: (
      <span className="flex items-center gap-2">
        <bdi className="truncate">{account.name}</bdi>
        <span className="text-xs font-normal text-muted">{t(account.kind)}</span>
        {isCurrent && <Check aria-hidden className="ms-auto size-4 shrink-0" />}
      </span>
    ),
  }
}
