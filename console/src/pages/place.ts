import type { ComponentType } from 'react'
import type { Permission } from '../../../src/domain/permission.ts'

/** The groups of the menu, in their order. */
export const NAV_GROUPS = ['account', 'other', 'activity', 'developers'] as const
export type NavGroup = (typeof NAV_GROUPS)[number]

/** A place of the console: an address, the page that stands there, and its line in the menu. */
export interface Place {
  /** Below /accounts/:accountId/, in the router's words: `private-integrations/$integrationId`. */
  path: string
  /** Loads the file that exports `Page`; it becomes a file of its own in the build. */
  load: () => Promise<{ Page: ComponentType }>
  /** Who lacks it finds no menu line, and on a direct link a page that says whom to ask. */
  permission?: Permission
  /** Pages about private integrations are hidden while Labs has them off. */
  needsLabs?: boolean
  /** Reads ahead what the page shows, while the pointer rests on a link to it and while its code is on its way. */
  prefetch?: (params: Record<string, string>) => void
  nav?: {
    group: NavGroup
    label: string
    icon: ComponentType<{ className?: string; 'aria-hidden'?: boolean }>
    /** A small word beside it, such as "Legacy". */
    tag?: string
    /** The second key of `g …` that goes there. */
    key?: string
  }
}
