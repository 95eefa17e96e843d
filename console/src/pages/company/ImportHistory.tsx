import { useInfiniteQuery } from '@tanstack/react-query'
import { type ContactImport, importsQuery } from '../../api/imports.ts'
import { useHere } from '../../api/me.ts'
import { toProblem } from '../../api/problem.ts'
import { formatLocale } from '../../i18n/locale.ts'
import { Badge } from '../../ui/Badge.tsx'
import { Card } from '../../ui/Card.tsx'
import { ErrorState } from '../../ui/ErrorState.tsx'
import { LoadMore } from '../../ui/LoadMore.tsx'
import { type Column, Table } from '../../ui/Table.tsx'
import { Time } from '../../ui/Time.tsx'
import { t } from './messages.ts'
import { StateBadge } from './StateBadge.tsx'

const count = new Intl.NumberFormat(formatLocale)

/** The imports so far, newest first. Nothing where there is none. */
export function ImportHistory({ onOpen }: { onOpen: (importId: string) => void }) {
  const { accountId } = useHere()
  const query = useInfiniteQuery(importsQuery(accountId))
  const imports = query.data?.pages.flatMap(page => page.items)
  if (query.isError) {
    return (
      <ErrorState onRetry={() => void query.refetch()} isRetrying={query.isFetching}>
        {t('loadFailed', { reason: toProblem(query.error).detail })}
      </ErrorState>
    )
  }
  if (imports === undefined || imports.length === 0) return null
  return (
    <div>
      <Card title={t('history')} isFlush>
        <div className="mt-3 border-t border-line">
          <Table label={t('history')} rows={imports} keyOf={row => row.id} columns={columnsOf(onOpen)} />
        </div>
      </Card>
      <LoadMore
        count={t('importCount', { count: imports.length })}
        hasMore={query.hasNextPage}
        isLoading={query.isFetchingNextPage}
        onMore={() => void query.fetchNextPage()}
      />
    </div>
  )
}

function columnsOf(onOpen: (importId: string) => void): Column<ContactImport>[] {
  return [
    {
      id: 'file',
      header: t('file'),
      cell: row => (
        <span className="inline-flex flex-wrap items-center gap-2">
          <button
            type="button"
            aria-label={t('opened', { file: row.fileName })}
            onClick={() => onOpen(row.id)}
            className="text-start font-medium wrap-anywhere after:absolute after:inset-0"
          >
            <bdi>{row.fileName}</bdi>
          </button>
          {row.isDryRun && <Badge>{t('dry')}</Badge>}
        </span>
      ),
      onPhone: 'start',
    },
    { id: 'state', header: t('state'), cell: row => <StateBadge state={row.state} />, onPhone: 'end' },
    {
      id: 'rows',
      header: t('rows'),
      cell: row => <span className="tabular-nums">{count.format(row.rowsTotal)}</span>,
      onPhone: 'labelled',
    },
    {
      id: 'when',
      header: t('when'),
      cell: row => (
        <span className="text-[13px] text-muted">
          <Time at={row.createdAt} />
        </span>
      ),
      onPhone: 'wide',
    },
  ]
}
