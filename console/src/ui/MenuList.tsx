import { type KeyboardEvent, type ReactNode, useEffect, useLayoutEffect, useRef } from 'react'
import { AppLink } from './AppLink.tsx'
import { cx } from './class-names.ts'
import type { MenuItem, MenuProps } from './menu-item.ts'

interface MenuListProps extends Pick<MenuProps, 'groups' | 'header' | 'align'> {
  id: string
  anchor: HTMLElement
  onClose: (returnsFocus: boolean) => void
}

const GAP = 6
const EDGE = 8
const ITEM =
  'flex min-h-9 w-full items-center gap-2.5 rounded-md px-2.5 text-start outline-none hover:bg-hover focus:bg-hover forced-colors:focus:outline-2'

/** The open list of a menu. It closes on Escape, Tab, a press elsewhere, and when the page moves below it. */
export function MenuList({ id, groups, header, align = 'end', anchor, onClose }: MenuListProps) {
  const list = useRef<HTMLDivElement>(null)
  const latestClose = useRef(onClose)
  latestClose.current = onClose
  useLayoutEffect(() => {
    if (list.current === null) return
    // In the browser's top layer it lies over everything, wherever it stands in the page.
    list.current.showPopover()
    place(list.current, anchor, align)
    itemsOf(list.current)[0]?.focus()
  }, [anchor, align])
  useEffect(() => {
    const pressElsewhere = (event: Event) => {
      const target = event.target as Node
      if (!list.current?.contains(target) && !anchor.contains(target)) latestClose.current(false)
    }
    const leave = () => latestClose.current(false)
    document.addEventListener('pointerdown', pressElsewhere)
    addEventListener('resize', leave)
    return () => {
      document.removeEventListener('pointerdown', pressElsewhere)
      removeEventListener('resize', leave)
    }
  }, [anchor])
  return (
    <div
      ref={list}
      id={id}
      role="menu"
      popover="manual"
      aria-label={anchor.getAttribute('aria-label') ?? anchor.textContent}
      onKeyDown={event => moveWithin(event, list.current, onClose)}
      className="fixed inset-auto m-0 max-w-[min(20rem,calc(100vw-1rem))] min-w-48 overflow-y-auto rounded-xl border border-line bg-surface p-1.5 text-start text-base font-normal text-fg shadow-lg"
    >
      {header !== undefined && <div className="px-2.5 py-1.5">{header}</div>}
      {groups
        .filter(items => items.length > 0)
        .map((items, index) => (
          // Groups of a menu never change places.
          <div
            key={index}
            role="group"
            className={cx((index > 0 || header !== undefined) && 'mt-1.5 border-t border-line pt-1.5')}
          >
            {items.map(item => (
              <Line key={item.id} item={item} onPick={onClose} />
            ))}
          </div>
        ))}
    </div>
  )
}

function Line({ item, onPick }: { item: MenuItem; onPick: (returnsFocus: boolean) => void }): ReactNode {
  const { label, icon, href, onSelect, isDanger, isCurrent } = item
  const content = (
    <>
      {icon}
      <span className="min-w-0 flex-1 truncate">{label}</span>
    </>
  )
  const shared = {
    role: 'menuitem',
    tabIndex: -1,
    'aria-current': isCurrent ? ('true' as const) : undefined,
    className: cx(ITEM, isDanger && 'text-danger-text', isCurrent && 'font-medium'),
  }
  if (href !== undefined) {
    return (
      <AppLink {...shared} href={href} onClick={() => onPick(false)}>
        {content}
      </AppLink>
    )
  }
  const select = () => {
    // First the focus goes home, so that a dialog opened now gives it back there.
    onPick(true)
    onSelect?.()
  }
  return (
    <button type="button" {...shared} onClick={select}>
      {content}
    </button>
  )
}

function itemsOf(list: HTMLElement): HTMLElement[] {
  return [...list.querySelectorAll<HTMLElement>('[role="menuitem"]')]
}

function moveWithin(event: KeyboardEvent, list: HTMLElement | null, onClose: (returnsFocus: boolean) => void): void {
  if (list === null) return
  if (event.key === 'Escape' || event.key === 'Tab') {
    if (event.key === 'Escape') event.preventDefault()
    return onClose(true)
  }
  const items = itemsOf(list)
  const at = items.indexOf(document.activeElement as HTMLElement)
  const to = nextIndex(event.key, items, at)
  if (to === undefined) return
  event.preventDefault()
  items[(to + items.length) % items.length]?.focus()
}

function nextIndex(key: string, items: readonly HTMLElement[], at: number): number | undefined {
  if (key === 'ArrowDown') return at + 1
  if (key === 'ArrowUp') return at - 1
  if (key === 'Home') return 0
  if (key === 'End') return items.length - 1
  if (key.length !== 1 || key === ' ') return undefined
  const starts = (item: HTMLElement) => item.textContent.trim().toLowerCase().startsWith(key.toLowerCase())
  const order = [...items.keys()].map(step => (at + 1 + step) % items.length)
  return order.find(index => starts(items[index] as HTMLElement))
}

/** Below the button where there is room, else above it; never over the window's edge. */
function place(list: HTMLElement, anchor: HTMLElement, align: 'start' | 'end'): void {
  const button = anchor.getBoundingClientRect()
  const { width, height } = list.getBoundingClientRect()
  const below = innerHeight - button.bottom - GAP - EDGE
  const above = button.top - GAP - EDGE
  const isBelow = height <= below || below >= above
  const isLeft = (align === 'start') === (document.dir !== 'rtl')
  const left = isLeft ? button.left : button.right - width
  list.style.maxHeight = `${isBelow ? below : above}px`
  list.style.left = `${Math.max(EDGE, Math.min(left, innerWidth - width - EDGE))}px`
  list.style.top = isBelow ? `${button.bottom + GAP}px` : `${Math.max(EDGE, button.top - GAP - height)}px`
}
