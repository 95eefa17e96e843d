import { useInfiniteQuery } from '@tanstack/react-query'
import { Download } from 'lucide-react'
import { auditExportHref, auditQuery } from '../../api/audit.ts'
import { useHere } from '../../api/me.ts'
import { toProblem } from '../../api/problem.ts'
import { AuditEntries } from '../../parts/AuditEntries.tsx'
import { Button } from '../../ui/Button.tsx'
import { Card } from '../../ui/Card.tsx'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { ErrorState } from '../../ui/ErrorState.tsx'
import { LoadMore } from '../../ui/LoadMore.tsx'
import { Menu } from '../../ui/Menu.tsx'
import { PageHeader } from '../../ui/PageHeader.tsx'
import { Skeleton } from '../../ui/Skeleton.tsx'
import { useUrlState } from '../../ui/url-state.ts'
import { AuditFilters } from './AuditFilters.tsx'
import { filterOf, isNarrowed } from './filter.ts'
import { t } from './messages.ts'
import { VerifiedMark } from './VerifiedMark.tsx'

/** Who did what to what, when and from where. */
export function Page() {
  const { accountId } = useHere()
  const [url, change] = useUrlState()
  const filter = filterOf(url)
  const query = useInfiniteQuery(auditQuery(accountId, filter))
  const entries = query.data?.pages.flatMap(page => page.items)
  return (
    <>
      <PageHeader
        title={t('title')}
        lead={t('lead')}
        badge={<VerifiedMark />}
        actions={
          <Menu
            trigger={<Button icon={<Download aria-hidden className="size-4" />}>{t('export')}</Button>}
            groups={[
              (['csv', 'json'] as const).map(format => ({
                id: format,
                label: t(format),
                href: auditExportHref(accountId, format, filter),
              })),
            ]}
          />
        }
      />
      <AuditFilters url={url} change={change} />
      {query.isError && (
        <div className="mb-4">
          <ErrorState onRetry={() => void query.refetch()} isRetrying={query.isFetching}>
            {t('failed', { reason: toProblem(query.error).detail })}
          </ErrorState>
        </div>
      )}
      {entries === undefined ? (
        query.isPending && (
          <Card isFlush>
            <Skeleton />
          </Card>
        )
      ) : entries.length === 0 && isNarrowed(filter) ? (
        <Card>
          <EmptyState title={t('noMatch')}>{t('noMatchLead')}</EmptyState>
        </Card>
      ) : (
        <>
          <Card isFlush>
            <AuditEntries entries={entries} />
          </Card>
          <LoadMore
            count={t('count', { count: entries.length })}
            hasMore={query.hasNextPage}
            isLoading={query.isFetchingNextPage}
            onMore={() => void query.fetchNextPage()}
          />
        </>
      )}
    </>
  )
}
