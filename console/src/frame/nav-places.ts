import { useQuery } from '@tanstack/react-query'
import { labsQuery } from '../api/labs.ts'
import { useCan, useHere } from '../api/me.ts'
import { accountPath } from '../pages/paths.ts'
import { NAV_GROUPS, type NavGroup, type Place } from '../pages/place.ts'
import { PLACES } from '../pages/registry.ts'
import { t } from './messages.ts'

/** A line of the menu. */
export interface NavLine {
  href: string
  nav: NonNullable<Place['nav']>
}

const GROUP_NAMES: Record<NavGroup, string> = {
  account: t('groupAccount'),
  other: t('groupOther'),
  activity: t('groupActivity'),
  developers: t('groupDevelopers'),
}

/** The menu as this person sees it: what they may not open is not there. */
export function useNavGroups(): { id: NavGroup; name: string; lines: NavLine[] }[] {
  const { accountId } = useHere()
  const can = useCan()
  const labs = useQuery(labsQuery(accountId))
  const isOpen = (place: Place) =>
    (place.permission === undefined || can(place.permission)) &&
    !(place.needsLabs && labs.data?.privateIntegrations === false)
  const lines = PLACES.filter(isOpen).flatMap(({ nav, path }) =>
    nav === undefined ? [] : [{ nav, href: accountPath(accountId, path) }],
  )
  return NAV_GROUPS.map(id => ({
    id,
    name: GROUP_NAMES[id],
    lines: lines.filter(line => line.nav.group === id),
  })).filter(group => group.lines.length > 0)
}
