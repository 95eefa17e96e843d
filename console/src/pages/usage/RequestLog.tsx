import { useInfiniteQuery } from '@tanstack/react-query'
import { Download, Pause, Play } from 'lucide-react'
import { lazy, Suspense } from 'react'
import { type CallFilter, callsExportHref, callsQuery, type LoggedCall } from '../../api/calls.ts'
import { useHere } from '../../api/me.ts'
import { toProblem } from '../../api/problem.ts'
import { Button } from '../../ui/Button.tsx'
import { Card } from '../../ui/Card.tsx'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { ErrorState } from '../../ui/ErrorState.tsx'
import { LinkButton } from '../../ui/LinkButton.tsx'
import { LoadMore } from '../../ui/LoadMore.tsx'
import { Skeleton } from '../../ui/Skeleton.tsx'
import { useUrlState } from '../../ui/url-state.ts'
import { CallFilters } from './CallFilters.tsx'
import { CallTable } from './CallTable.tsx'
import { t } from './messages.ts'
import { useLiveCalls } from './use-live-calls.ts'

const CallDialog = lazy(async () => ({ default: (await import('./CallDialog.tsx')).CallDialog }))

/** Request by request, as they come. */
export function RequestLog() {
  const { accountId } = useHere()
  const [url, change] = useUrlState()
  const { integration, status, operation, client, ip } = url
  const filter: CallFilter = { integration, status, operation, client, ip }
  const isLive = url.live !== 'off'
  const query = useInfiniteQuery({ ...callsQuery(accountId, filter), refetchOnWindowFocus: false })
  const newer = useLiveCalls({ accountId, filter, start: query.data?.pages[0]?.tailCursor, isLive })
  const read = query.data?.pages.flatMap(page => page.items)
  const calls = read && [...notIn(read, newer), ...read]
  const opened = calls?.find(one => one.requestId === url.request)
  return (
    <>
      <CallFilters
        url={url}
        change={change}
        actions={
          <>
            <Button
              aria-pressed={isLive}
              icon={isLive ? <Pause aria-hidden className="size-4" /> : <Play aria-hidden className="size-4" />}
              onClick={() => change({ live: isLive ? 'off' : undefined })}
            >
              {t(isLive ? 'pause' : 'resume')}
            </Button>
            <LinkButton href={callsExportHref(accountId, filter)} icon={<Download aria-hidden className="size-4" />}>
              {t('export')}
            </LinkButton>
          </>
        }
      />
      {query.isError && (
        <div className="mb-4">
          <ErrorState onRetry={() => void query.refetch()} isRetrying={query.isFetching}>
            {t('failed', { reason: toProblem(query.error).detail })}
          </ErrorState>
        </div>
      )}
      {query.isPending && (
        <Card isFlush>
          <Skeleton />
        </Card>
      )}
      {calls !== undefined &&
        (calls.length === 0 ? (
          <Card>
            <EmptyState title={t('noMatch')}>{t('noMatchLead')}</EmptyState>
          </Card>
        ) : (
          <>
            <Card isFlush>
              <CallTable calls={calls} isStale={query.isError} onOpen={request => change({ request }, 'push')} />
            </Card>
            <LoadMore
              count={t('count', { count: calls.length })}
              hasMore={query.hasNextPage}
              isLoading={query.isFetchingNextPage}
              onMore={() => void query.fetchNextPage()}
            />
          </>
        ))}
      <Suspense>
        {opened !== undefined && <CallDialog call={opened} onClose={() => change({ request: undefined })} />}
      </Suspense>
    </>
  )
}

/** What is followed starts two seconds back, so the latest of the first page come once more. */
function notIn(read: readonly LoggedCall[], newer: readonly LoggedCall[]): LoggedCall[] {
  const known = new Set(read.map(call => `${call.requestId} ${call.at}`))
  return newer.filter(call => !known.has(`${call.requestId} ${call.at}`))
}
