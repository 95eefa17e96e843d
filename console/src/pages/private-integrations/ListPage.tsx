import { useNavigate } from '@tanstack/react-router'
import { Plug, Plus } from 'lucide-react'
import type { ReactNode } from 'react'
import { INTEGRATION_FILTERS } from '../../../../src/domain/attention.ts'
import type { IntegrationSummary } from '../../api/integrations.ts'
import { useCan, useHere } from '../../api/me.ts'
import { Button } from '../../ui/Button.tsx'
import { Card } from '../../ui/Card.tsx'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { ErrorState } from '../../ui/ErrorState.tsx'
import { LinkButton } from '../../ui/LinkButton.tsx'
import { LoadMore } from '../../ui/LoadMore.tsx'
import { PageHeader } from '../../ui/PageHeader.tsx'
import { SearchField } from '../../ui/SearchField.tsx'
import { Segments } from '../../ui/Segments.tsx'
import { Skeleton } from '../../ui/Skeleton.tsx'
import { useShortcut } from '../../ui/shortcuts.ts'
import { accountPath } from '../paths.ts'
import { IntegrationTable } from './IntegrationTable.tsx'
import { t } from './messages.ts'
import { type Filter, useIntegrationList } from './use-list.ts'
import { WorstCaseBanner } from './WorstCaseBanner.tsx'

const FILTER_NAMES = {
  all: 'filterAll',
  attention: 'filterAttention',
  unused: 'filterUnused',
  mine: 'filterMine',
} as const

/** Settings → Other Settings → Private Integrations. */
export function Page() {
  const list = useIntegrationList()
  const { query, rows, summary, isNarrowed } = list
  const isEmpty = query.isSuccess && !query.isPlaceholderData && rows.length === 0 && !isNarrowed
  return (
    <>
      <PageHeader title={t('title')} lead={t('lead')} actions={!isEmpty && <CreateLink />} />
      {!isEmpty && <WorstCaseBanner worst={summary?.worst} />}
      {!isEmpty && (
        <div className="mb-4 flex flex-wrap items-center gap-3">
          <SearchField
            label={t('search')}
            shortcutName={t('search')}
            value={list.q}
            onChange={list.setSearch}
            className="min-w-56 flex-1 sm:max-w-xs"
          />
          <Segments label={t('filter')} options={filtersWith(summary)} value={list.filter} onChange={list.setFilter} />
        </div>
      )}
      {query.isError && (
        <div className="mb-4">
          <ErrorState isRetrying={query.isFetching} onRetry={() => void query.refetch()}>
            {t('loadFailed', { reason: query.error.message })}
          </ErrorState>
        </div>
      )}
      <Content list={list} isEmpty={isEmpty} />
    </>
  )
}

function Content({ list, isEmpty }: { list: ReturnType<typeof useIntegrationList>; isEmpty: boolean }) {
  const { query, rows } = list
  if (query.isPending)
    return (
      <Card isFlush>
        <Skeleton />
      </Card>
    )
  if (query.data === undefined) return null
  if (isEmpty)
    return (
      <Card>
        <NothingYet />
      </Card>
    )
  if (rows.length === 0) {
    return (
      <Card>
        <EmptyState title={t('noMatchTitle')} actions={<Button onClick={list.clear}>{t('clear')}</Button>}>
          {t('noMatch')}
        </EmptyState>
      </Card>
    )
  }
  return (
    <>
      <IntegrationTable rows={rows} isStale={query.isError} />
      <LoadMore
        count={countWords(list)}
        hasMore={query.hasNextPage}
        isLoading={query.isFetchingNextPage}
        onMore={() => void query.fetchNextPage()}
      />
    </>
  )
}

/** How many rows there are: of all, of those that a filter leaves, or of those that a text is found in. */
function countWords({ query, rows, q, filter, total, summary }: ReturnType<typeof useIntegrationList>): string {
  // The rows of the filter before are still shown: neither number fits them.
  if (query.isPlaceholderData) return ''
  const shown = rows.length
  if (q !== '') return t(query.hasNextPage ? 'countFirst' : 'countFound', { shown })
  const all = summary?.total ?? shown
  if (filter !== 'all') return t('countOf', { shown: total ?? shown, all })
  return shown < all ? t('countOf', { shown, all }) : t('count', { shown })
}

/** The filters; beside those that ask for work, how much there is. */
function filtersWith(summary: IntegrationSummary | undefined): { value: Filter; label: ReactNode }[] {
  return (['all', ...INTEGRATION_FILTERS] as const).map(value => ({
    value,
    label: <FilterLabel name={t(FILTER_NAMES[value])} count={value === 'attention' ? summary?.matching[value] : 0} />,
  }))
}

function FilterLabel({ name, count = 0 }: { name: string; count: number | undefined }) {
  return (
    <>
      {name}
      {/* Spoken below the list, when the filter is chosen. */}
      {count > 0 && (
        <span aria-hidden className="ms-1.5 rounded-full bg-line px-1.5 text-xs tabular-nums">
          {count}
        </span>
      )}
    </>
  )
}

function CreateLink() {
  const { accountId } = useHere()
  const can = useCan()
  const href = accountPath(accountId, 'private-integrations/new')
  const isAllowed = can('privateIntegrations.create')
  const navigate = useNavigate()
  useShortcut('c', isAllowed ? t('create') : undefined, () => void navigate({ to: href }))
  if (!isAllowed) return null
  return (
    <LinkButton look="primary" href={href} icon={<Plus aria-hidden className="size-4" />}>
      {t('create')}
    </LinkButton>
  )
}

function NothingYet() {
  const { accountId } = useHere()
  return (
    <EmptyState
      icon={<Plug className="size-5" />}
      title={t('emptyTitle')}
      actions={
        <>
          <CreateLink />
          <LinkButton href={accountPath(accountId, 'reference')}>{t('toReference')}</LinkButton>
        </>
      }
    >
      {t('empty')}
    </EmptyState>
  )
}
