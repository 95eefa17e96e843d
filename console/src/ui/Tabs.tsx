import { type ReactNode, useEffect, useRef } from 'react'
import { AppLink } from './AppLink.tsx'
import { cx } from './class-names.ts'

interface TabsProps {
  label: string
  tabs: readonly { id: string; label: ReactNode; href: string }[]
  current: string
}

/** The parts of a page, each at an address of its own: links, so that Back, sharing and a new window work. */
export function Tabs({ label, tabs, current }: TabsProps) {
  const bar = useRef<HTMLElement>(null)
  useEffect(() => {
    // On a phone the current one may lie outside of the bar; what lies beside it shows that there is more.
    bar.current?.querySelector('[aria-current]')?.scrollIntoView({ block: 'nearest', inline: 'center' })
  }, [current])
  return (
    <nav
      ref={bar}
      aria-label={label}
      className="relative -mx-4 overflow-x-auto border-b border-line px-4 sm:mx-0 sm:px-0"
    >
      <ul className="flex gap-1">
        {tabs.map(tab => (
          <li key={tab.id}>
            <AppLink
              href={tab.href}
              aria-current={tab.id === current ? 'page' : undefined}
              className={cx(
                'flex min-h-10 items-center border-b-2 px-3 whitespace-nowrap -outline-offset-2',
                tab.id === current
                  ? 'border-accent font-medium text-fg'
                  : 'border-transparent text-muted hover:border-line hover:text-fg',
              )}
            >
              {tab.label}
            </AppLink>
          </li>
        ))}
      </ul>
    </nav>
  )
}
