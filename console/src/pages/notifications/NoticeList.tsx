import { useInfiniteQuery } from '@tanstack/react-query'
import { Bell } from 'lucide-react'
import { useHere } from '../../api/me.ts'
import { notificationsQuery, readAllNotifications } from '../../api/notifications.ts'
import { toProblem } from '../../api/problem.ts'
import { useAction } from '../../api/use-action.ts'
import { Button } from '../../ui/Button.tsx'
import { Card } from '../../ui/Card.tsx'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { ErrorState } from '../../ui/ErrorState.tsx'
import { LoadMore } from '../../ui/LoadMore.tsx'
import { Segments } from '../../ui/Segments.tsx'
import { Skeleton } from '../../ui/Skeleton.tsx'
import { useUrlState } from '../../ui/url-state.ts'
import { t } from './messages.ts'
import { Notice } from './Notice.tsx'

/** The notices, newest first. */
export function NoticeList() {
  const { accountId } = useHere()
  const [url, change] = useUrlState()
  const isUnreadOnly = url.show === 'unread'
  const query = useInfiniteQuery(notificationsQuery(accountId, isUnreadOnly))
  const reading = useAction(() => readAllNotifications(accountId))
  const notices = query.data?.pages.flatMap(page => page.items)
  const unread = query.data?.pages[0]?.unread ?? 0
  return (
    <>
      <div className="mb-4 flex flex-wrap items-center justify-between gap-3">
        <Segments
          label={t('shown')}
          value={isUnreadOnly ? 'unread' : 'all'}
          onChange={show => change({ show: show === 'all' ? undefined : show })}
          options={[
            { value: 'all', label: t('all') },
            { value: 'unread', label: t('unread') },
          ]}
        />
        {unread > 0 && (
          <Button isBusy={reading.isRunning} onClick={() => void reading.run(undefined)}>
            {t('readAll')}
          </Button>
        )}
      </div>
      {query.isError && (
        <div className="mb-4">
          <ErrorState onRetry={() => void query.refetch()} isRetrying={query.isFetching}>
            {t('failed', { reason: toProblem(query.error).detail })}
          </ErrorState>
        </div>
      )}
      {notices === undefined ? (
        query.isPending && (
          <Card isFlush>
            <Skeleton />
          </Card>
        )
      ) : notices.length === 0 ? (
        <Card>
          <EmptyState icon={<Bell className="size-5" />} title={t(isUnreadOnly ? 'emptyUnread' : 'empty')}>
            {t('emptyLead')}
          </EmptyState>
        </Card>
      ) : (
        <>
          <Card isFlush>
            <ul className="divide-y divide-line">
              {notices.map(notice => (
                <Notice key={notice.id} notice={notice} />
              ))}
            </ul>
          </Card>
          <LoadMore
            count={t('count', { count: notices.length })}
            hasMore={query.hasNextPage}
            isLoading={query.isFetchingNextPage}
            onMore={() => void query.fetchNextPage()}
          />
        </>
      )}
    </>
  )
}
