import { useInfiniteQuery } from '@tanstack/react-query'
import { Plug } from 'lucide-react'
import { type ComponentType, useDeferredValue } from 'react'
import { integrationsQuery } from '../api/integrations.ts'
import { useCan, useHere } from '../api/me.ts'
import { integrationPath } from '../pages/paths.ts'
import { t } from './messages.ts'
import { useNavGroups } from './nav-places.ts'

/** Something the search can open. */
export interface Finding {
  href: string
  label: string
  kind: string
  icon: ComponentType<{ className?: string; 'aria-hidden'?: boolean }>
}

const SHOWN_MAX = 12

/** Pages of the menu and integrations whose names hold the text. */
export function useFindings(q: string): Finding[] {
  const text = useDeferredValue(q.trim())
  const { accountId } = useHere()
  const can = useCan()
  const groups = useNavGroups()
  const isListed = groups.some(group => group.lines.some(line => line.href.endsWith('/private-integrations')))
  const isAsked = isListed && can('privateIntegrations.view')
  const integrations = useInfiniteQuery({ ...integrationsQuery(accountId, text), enabled: isAsked })
  const pages = groups.flatMap(group =>
    group.lines.map(({ href, nav }) => ({ href, label: nav.label, kind: group.name, icon: nav.icon })),
  )
  const found = (integrations.data?.pages[0]?.items ?? []).map(({ id, name }) => ({
    href: integrationPath({ accountId, integrationId: id }),
    label: name,
    kind: t('searchIntegrations'),
    icon: Plug,
  }))
  const holds = (label: string) => label.toLowerCase().includes(text.toLowerCase())
  return [...pages, ...(isAsked ? found : [])].filter(({ label }) => holds(label)).slice(0, SHOWN_MAX)
}
