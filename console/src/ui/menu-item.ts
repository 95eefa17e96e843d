import type { ReactElement, ReactNode } from 'react'

/** One line of a menu: a link, or something to do. */
export interface MenuItem {
  id: string
  label: ReactNode
  icon?: ReactNode
  href?: string
  onSelect?: () => void
  isDanger?: boolean
  isCurrent?: boolean
}

export interface MenuProps {
  /** A button; it gets the menu's behaviour. */
  trigger: ReactElement<Record<string, unknown>>
  /** Groups are parted by a line. */
  groups: readonly (readonly MenuItem[])[]
  /** Stands above the lines. */
  header?: ReactNode
  align?: 'start' | 'end'
}
