import { useInfiniteQuery } from '@tanstack/react-query'
import { integrationAuditQuery } from '../../../api/audit.ts'
import { toProblem } from '../../../api/problem.ts'
import { AuditEntries } from '../../../parts/AuditEntries.tsx'
import { Card } from '../../../ui/Card.tsx'
import { ErrorState } from '../../../ui/ErrorState.tsx'
import { LoadMore } from '../../../ui/LoadMore.tsx'
import { Skeleton } from '../../../ui/Skeleton.tsx'
import { t } from './messages.ts'
import type { TabProps } from './tab-props.ts'

/** What was done to this integration, latest first. */
export function ActivityTab({ integrationRef }: TabProps) {
  const query = useInfiniteQuery(integrationAuditQuery(integrationRef))
  const entries = query.data?.pages.flatMap(page => page.items)
  return (
    <>
      {query.isError && (
        <div className="mb-4">
          <ErrorState onRetry={() => void query.refetch()} isRetrying={query.isFetching}>
            {toProblem(query.error).detail}
          </ErrorState>
        </div>
      )}
      <Card isFlush>
        {entries === undefined ? query.isPending && <Skeleton /> : <AuditEntries entries={entries} />}
      </Card>
      {entries !== undefined && (
        <LoadMore
          count={t('entries', { count: entries.length })}
          hasMore={query.hasNextPage}
          isLoading={query.isFetchingNextPage}
          onMore={() => void query.fetchNextPage()}
        />
      )}
    </>
  )
}
