import { Check, Keyboard, LogOut, Monitor, Moon, ShieldCheck, Sun } from 'lucide-react'
import { signOut, useHere } from '../api/me.ts'
import { accountPath } from '../pages/paths.ts'
import { PLACES } from '../pages/registry.ts'
import { forgetTyped } from '../ui/kept-state.ts'
import { Menu } from '../ui/Menu.tsx'
import type { MenuItem } from '../ui/menu-item.ts'
import { t } from './messages.ts'
import { chooseTheme, type Theme, useTheme } from './theme.ts'

const ICON = 'size-4 shrink-0 text-muted'

/** Who is signed in, and what is theirs: security, keys, theme on a phone, the way out. */
export function UserMenu({ onShortcuts }: { onShortcuts: () => void }) {
  const { person, accountId } = useHere()
  const { name, email } = person.user
  const theme = useTheme()
  return (
    <Menu
      header={
        <p className="min-w-0">
          <bdi className="block truncate font-medium">{name}</bdi>
          <bdi className="block truncate text-[13px] text-muted">{email}</bdi>
        </p>
      }
      groups={[ownItems(accountId, onShortcuts), themeItems(theme), [signOutItem()]]}
      trigger={
        <button
          type="button"
          aria-label={t('yourMenu', { name })}
          data-initials={initials(name)}
          className="before:content-[attr(data-initials)] grid size-9 shrink-0 place-items-center rounded-full bg-accent-soft text-xs font-semibold text-accent-text"
        ></button>
      }
    />
  )
}

function ownItems(accountId: string, onShortcuts: () => void): MenuItem[] {
  const hasSecurity = PLACES.some(place => place.path === 'security')
  const security: MenuItem = {
    id: 'security',
    label: t('accountSecurity'),
    icon: <ShieldCheck aria-hidden className={ICON} />,
    href: accountPath(accountId, 'security'),
  }
  const shortcuts: MenuItem = {
    id: 'shortcuts',
    label: t('shortcuts'),
    icon: <Keyboard aria-hidden className={ICON} />,
    onSelect: onShortcuts,
  }
  return hasSecurity ? [security, shortcuts] : [shortcuts]
}

const THEME_LINES = [
  { id: 'system', label: t('themeSystem'), icon: Monitor },
  { id: 'light', label: t('themeLight'), icon: Sun },
  { id: 'dark', label: t('themeDark'), icon: Moon },
] as const

function themeItems(current: Theme): MenuItem[] {
  return THEME_LINES.map(({ id, label, icon: Icon }) => ({
    id,
    isCurrent: id === current,
    onSelect: () => chooseTheme(id),
    icon: <Icon aria-hidden className={ICON} />,
    label: (
      <span className="flex items-center justify-between gap-3">
        {label}
        {id === current && <Check aria-hidden className="size-4" />}
      </span>
    ),
  }))
}

function signOutItem(): MenuItem {
  const leave = async () => {
    await signOut().catch(() => undefined)
    forgetTyped()
    location.assign('/sign-in?why=signed-out')
  }
  return {
    id: 'sign-out',
    label: t('signOut'),
    icon: <LogOut aria-hidden className={`${ICON} rtl:-scale-x-100`} />,
    onSelect: () => void leave(),
  }
}

function initials(name: string): string {
  const words = name.trim().split(/\s+/)
  const letters = [words[0], words.length > 1 ? words.at(-1) : undefined].map(word => [...(word ?? '')][0] ?? '')
  return letters.join('').toUpperCase()
}
