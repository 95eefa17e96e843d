import { useLocation } from '@tanstack/react-router'
import { useId } from 'react'
import { AppLink } from '../ui/AppLink.tsx'
import { cx } from '../ui/class-names.ts'
import { t } from './messages.ts'
import { type NavLine, useNavGroups } from './nav-places.ts'

/** The settings' menu, beside the page or in the drawer. */
export function Nav({ onPick }: { onPick?: () => void }) {
  const groups = useNavGroups()
  const id = useId()
  return (
    <nav aria-label={t('settings')} className="flex flex-col gap-5">
      {groups.map(group => (
        <div key={group.id}>
          <h2 id={`${id}-${group.id}`} className="mb-1 px-2.5 text-xs font-medium text-muted">
            {group.name}
          </h2>
          <ul aria-labelledby={`${id}-${group.id}`} className="flex flex-col gap-px">
            {group.lines.map(line => (
              <li key={line.href}>
                <NavItem line={line} onPick={onPick} />
              </li>
            ))}
          </ul>
        </div>
      ))}
    </nav>
  )
}

function NavItem({ line, onPick }: { line: NavLine; onPick: (() => void) | undefined }) {
  const path = useLocation({ select: location => location.pathname })
  const { label, icon: Icon, tag } = line.nav
  const isHere = path === line.href || path.startsWith(`${line.href}/`)
  return (
    <AppLink
      href={line.href}
      onClick={onPick}
      aria-current={isHere ? 'page' : undefined}
      className={cx(
        'flex min-h-9 items-center gap-2.5 rounded-lg px-2.5 py-1.5',
        isHere ? 'bg-accent-soft font-medium text-accent-text' : 'hover:bg-hover',
      )}
    >
      <Icon aria-hidden className="size-4 shrink-0 opacity-80" />
      <span className="min-w-0">{label}</span>
      {tag !== undefined && <span className="ms-auto text-xs text-muted">{tag}</span>}
    </AppLink>
  )
}
