import { useInfiniteQuery } from '@tanstack/react-query'
import { useEffect } from 'react'
import { integrationsQuery } from '../../api/integrations.ts'
import { useHere } from '../../api/me.ts'
import { useNow } from '../../ui/clock.ts'
import { DAY_MS } from '../../ui/time-words.ts'
import { t } from './messages.ts'

const NAMES_SHOWN = 5

/** Which integrations a rule would make overdue, before it is saved. */
export function RotationImpact({ days }: { days: number }) {
  const { accountId } = useHere()
  const now = useNow()
  const { data, hasNextPage, isFetchingNextPage, isError, fetchNextPage } = useInfiniteQuery(
    integrationsQuery(accountId),
  )
  useEffect(() => {
    // A part of them would promise too much.
    if (hasNextPage && !isFetchingNextPage && !isError) void fetchNextPage()
  }, [hasNextPage, isFetchingNextPage, isError, fetchNextPage])
  if (isError) return null
  if (data === undefined || hasNextPage) return <Words>{t('impactLooking')}</Words>
  const overdue = data.pages
    .flatMap(page => page.items)
    .filter(one => one.state === 'live' && now - Date.parse(one.rotation.current.createdAt) >= days * DAY_MS)
  const names = overdue.slice(0, NAMES_SHOWN).map(one => one.name)
  const more = overdue.length > NAMES_SHOWN ? ', …' : '.'
  const isNone = overdue.length === 0
  return (
    <Words>{isNone ? t('impactNone') : t('impact', { count: overdue.length, names: names.join(', ') }) + more}</Words>
  )
}

function Words({ children }: { children: string }) {
  return (
    <p role="status" className="mt-1.5 text-[13px] text-muted">
      {children}
    </p>
  )
}
