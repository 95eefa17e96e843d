import { useInfiniteQuery } from '@tanstack/react-query'
import { Webhook } from 'lucide-react'
import { lazy, Suspense } from 'react'
import { useCan, useHere } from '../../api/me.ts'
import { toProblem } from '../../api/problem.ts'
import { endpointsQuery, type WebhookEndpoint } from '../../api/webhooks.ts'
import { AppLink } from '../../ui/AppLink.tsx'
import { Button } from '../../ui/Button.tsx'
import { Card } from '../../ui/Card.tsx'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { ErrorState } from '../../ui/ErrorState.tsx'
import { LinkButton } from '../../ui/LinkButton.tsx'
import { LoadMore } from '../../ui/LoadMore.tsx'
import { PageHeader } from '../../ui/PageHeader.tsx'
import { Skeleton } from '../../ui/Skeleton.tsx'
import { type Column, Table } from '../../ui/Table.tsx'
import { useUrlState } from '../../ui/url-state.ts'
import { accountPath } from '../paths.ts'
import { HealthBar } from './HealthBar.tsx'
import { t } from './messages.ts'
import { StateBadge } from './StateBadge.tsx'

const CreateDialog = lazy(async () => ({ default: (await import('./CreateDialog.tsx')).CreateDialog }))

/** The endpoints, and how they fared of late. */
export function Page() {
  const { accountId } = useHere()
  const can = useCan()
  const [url, change] = useUrlState()
  const query = useInfiniteQuery(endpointsQuery(accountId))
  const endpoints = query.data?.pages.flatMap(page => page.items)
  const mayManage = can('webhooks.manage')
  const create = mayManage && (
    <Button look="primary" onClick={() => change({ dialog: 'create' }, 'push')}>
      {t('create')}
    </Button>
  )
  const toEvents = <LinkButton href={accountPath(accountId, 'events')}>{t('toEvents')}</LinkButton>
  return (
    <>
      <PageHeader
        title={t('title')}
        lead={t('lead')}
        actions={
          endpoints?.length !== 0 && (
            <>
              {toEvents}
              {create}
            </>
          )
        }
      />
      {query.isError && (
        <div className="mb-4">
          <ErrorState onRetry={() => void query.refetch()} isRetrying={query.isFetching}>
            {t('failed', { reason: toProblem(query.error).detail })}
          </ErrorState>
        </div>
      )}
      {endpoints === undefined ? (
        query.isPending && (
          <Card isFlush>
            <Skeleton />
          </Card>
        )
      ) : endpoints.length === 0 ? (
        <Card>
          <EmptyState
            icon={<Webhook className="size-5" />}
            title={t('empty')}
            actions={
              <>
                {create}
                {toEvents}
              </>
            }
          >
            {t('emptyLead')}
          </EmptyState>
        </Card>
      ) : (
        <>
          <Card isFlush>
            <Table
              label={t('title')}
              columns={COLUMNS}
              rows={endpoints}
              keyOf={row => row.id}
              isStale={query.isError}
            />
          </Card>
          <LoadMore
            count={t('count', { count: endpoints.length })}
            hasMore={query.hasNextPage}
            isLoading={query.isFetchingNextPage}
            onMore={() => void query.fetchNextPage()}
          />
        </>
      )}
      <Suspense>
        {url.dialog === 'create' && mayManage && <CreateDialog onClose={() => change({ dialog: undefined })} />}
      </Suspense>
    </>
  )
}

const COLUMNS: readonly Column<WebhookEndpoint>[] = [
  { id: 'endpoint', header: t('endpoint'), cell: row => <EndpointCell row={row} />, onPhone: 'wide' },
  {
    id: 'integration',
    header: t('integration'),
    cell: row => <bdi className="wrap-anywhere">{row.integration?.name ?? '–'}</bdi>,
    onPhone: 'labelled',
  },
  {
    id: 'events',
    header: t('events'),
    cell: row => t('eventCount', { count: row.events.length }),
    onPhone: 'labelled',
  },
  { id: 'health', header: t('health'), cell: row => <HealthBar health={row.health} />, onPhone: 'wide' },
  { id: 'state', header: t('state'), cell: row => <StateBadge endpoint={row} />, onPhone: 'wide' },
]

function EndpointCell({ row }: { row: WebhookEndpoint }) {
  const { accountId } = useHere()
  return (
    <div className="min-w-0">
      <AppLink
        href={accountPath(accountId, `webhooks/${row.id}`)}
        className="font-medium wrap-anywhere after:absolute after:inset-0"
      >
        <bdi>{row.url}</bdi>
      </AppLink>
      {row.description !== '' && (
        <p className="text-[13px] text-muted wrap-anywhere">
          <bdi>{row.description}</bdi>
        </p>
      )}
    </div>
  )
}
