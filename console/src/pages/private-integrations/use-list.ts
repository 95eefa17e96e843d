import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { INTEGRATION_FILTERS } from '../../../../src/domain/attention.ts'
import { integrationSummaryQuery, integrationsQuery } from '../../api/integrations.ts'
import { useHere } from '../../api/me.ts'
import { useUrlState } from '../../ui/url-state.ts'

export type Filter = 'all' | (typeof INTEGRATION_FILTERS)[number]

/** What the list page shows: the server searches, filters and counts, however many there are. */
export function useIntegrationList() {
  const { accountId } = useHere()
  const [url, change] = useUrlState()
  const q = url.q ?? ''
  const filter = INTEGRATION_FILTERS.find(one => one === url.filter)
  const query = useInfiniteQuery({
    ...integrationsQuery(accountId, q, filter),
    placeholderData: keepPreviousData,
  })
  const summary = useQuery(integrationSummaryQuery(accountId)).data
  const rows = query.data?.pages.flatMap(page => page.items) ?? []
  return {
    ...{ query, rows, summary, q },
    filter: filter ?? ('all' as const),
    isNarrowed: q !== '' || filter !== undefined,
    /** How many the filter finds; unknown while a text narrows it further. */
    total: q === '' ? (filter === undefined ? summary?.total : summary?.matching[filter]) : undefined,
    setSearch: (text: string) => change({ q: text || undefined }),
    setFilter: (next: Filter) => change({ filter: next === 'all' ? undefined : next }),
    clear: () => change({ q: undefined, filter: undefined }),
  }
}
