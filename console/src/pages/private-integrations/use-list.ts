import { useInfiniteQuery } from '@tanstack/react-query'
import { useEffect } from 'react'
import { type Integration, integrationsQuery } from '../../api/integrations.ts'
import { useHere } from '../../api/me.ts'
import { useNow } from '../../ui/clock.ts'
import { useUrlState } from '../../ui/url-state.ts'
import { healthOf, needsAttention } from './health.ts'

export const FILTERS = ['all', 'attention', 'unused', 'mine'] as const
export type Filter = (typeof FILTERS)[number]

/** What the list page shows: the server searches, the filters look at all that was found. */
export function useIntegrationList() {
  const { accountId, person } = useHere()
  const now = useNow()
  const [url, change] = useUrlState()
  const q = url.q ?? ''
  const filter = FILTERS.find(one => one === url.filter) ?? 'all'
  const query = useInfiniteQuery(integrationsQuery(accountId, q))
  const all = query.data?.pages.flatMap(page => page.items) ?? []
  const passes: Record<Filter, (one: Integration) => boolean> = {
    all: () => true,
    attention: one => needsAttention(one, now),
    unused: one => healthOf(one, now) === 'unused',
    mine: one => one.createdBy.id === person.user.id,
  }
  const { hasNextPage, isFetchingNextPage, isError, fetchNextPage } = query
  useEffect(() => {
    // A filter over half of the list would hide what it is asked for.
    if (filter !== 'all' && hasNextPage && !isFetchingNextPage && !isError) void fetchNextPage()
  }, [filter, hasNextPage, isFetchingNextPage, isError, fetchNextPage])
  return {
    query,
    all,
    rows: all.filter(passes[filter]),
    q,
    filter,
    isNarrowed: q !== '' || filter !== 'all',
    setSearch: (text: string) => change({ q: text || undefined }),
    setFilter: (next: Filter) => change({ filter: next === 'all' ? undefined : next }),
    clear: () => change({ q: undefined, filter: undefined }),
  }
}
