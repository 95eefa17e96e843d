import { Menu as MenuIcon } from 'lucide-react'
import { lazy, Suspense, useState } from 'react'
import { AppLink } from '../ui/AppLink.tsx'
import { useShortcut } from '../ui/shortcuts.ts'
import { AccountSwitcher } from './AccountSwitcher.tsx'
import { BellSlot } from './BellSlot.tsx'
import { t } from './messages.ts'
import { NavShortcuts } from './NavShortcuts.tsx'
import { SearchButton } from './SearchButton.tsx'
import { ThemeMenu } from './ThemeMenu.tsx'
import { UserMenu } from './UserMenu.tsx'

const Drawer = lazy(() => import('./Drawer.tsx').then(file => ({ default: file.Drawer })))
const Palette = lazy(() => import('./Palette.tsx').then(file => ({ default: file.Palette })))
const ShortcutsDialog = lazy(() => import('./ShortcutsDialog.tsx').then(file => ({ default: file.ShortcutsDialog })))

/** Product, account, search, theme, bell and the person's own menu. */
export function TopBar() {
  const [open, setOpen] = useState<'drawer' | 'palette' | 'shortcuts'>()
  useShortcut('?', t('shortcuts'), () => setOpen('shortcuts'))
  const close = () => setOpen(undefined)
  return (
    <header className="sticky top-0 z-20 border-b border-line bg-bg/85 backdrop-blur forced-colors:bg-[Canvas]">
      <div className="mx-auto flex h-14 w-full max-w-[1360px] items-center gap-2 px-4 sm:gap-3 sm:px-6">
        <button
          type="button"
          aria-label={t('openMenu')}
          aria-haspopup="dialog"
          aria-expanded={open === 'drawer'}
          onClick={() => setOpen('drawer')}
          className="grid size-9 shrink-0 place-items-center rounded-lg border border-line bg-surface hover:bg-hover lg:hidden"
        >
          <MenuIcon aria-hidden className="size-4" />
        </button>
        <AppLink href="/" className="flex items-center gap-2 rounded-lg font-semibold">
          <span aria-hidden className="grid size-7 place-items-center rounded-lg bg-accent font-bold text-white">
            R
          </span>
          <span className="max-sm:sr-only">{t('product')}</span>
        </AppLink>
        <span aria-hidden className="text-muted max-sm:hidden">
          /
        </span>
        <AccountSwitcher />
        <div className="ms-auto flex items-center gap-1">
          <SearchButton onOpen={() => setOpen('palette')} />
          <ThemeMenu />
          <BellSlot />
          <UserMenu onShortcuts={() => setOpen('shortcuts')} />
        </div>
      </div>
      <NavShortcuts />
      <Suspense>
        {open === 'drawer' && <Drawer onClose={close} />}
        {open === 'palette' && <Palette onClose={close} />}
        {open === 'shortcuts' && <ShortcutsDialog onClose={close} />}
      </Suspense>
    </header>
  )
}
