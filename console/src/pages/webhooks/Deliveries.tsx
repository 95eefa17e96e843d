import { useInfiniteQuery } from '@tanstack/react-query'
import { LoaderCircle } from 'lucide-react'
import { lazy, Suspense } from 'react'
import { toProblem } from '../../api/problem.ts'
import { deliveriesQuery, type EndpointRef } from '../../api/webhooks.ts'
import { Button } from '../../ui/Button.tsx'
import { Card } from '../../ui/Card.tsx'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { ErrorState } from '../../ui/ErrorState.tsx'
import { LoadMore } from '../../ui/LoadMore.tsx'
import { Select } from '../../ui/Select.tsx'
import { Skeleton } from '../../ui/Skeleton.tsx'
import { useUrlState } from '../../ui/url-state.ts'
import { DeliveryTable } from './DeliveryTable.tsx'
import { t } from './messages.ts'

const DeliveryDialog = lazy(async () => ({ default: (await import('./DeliveryDialog.tsx')).DeliveryDialog }))
const ResendDialog = lazy(async () => ({ default: (await import('./ResendDialog.tsx')).ResendDialog }))

const STATUSES = ['pending', 'succeeded', 'failed', 'cancelled'] as const

/** What was sent, latest first, as it comes. */
export function Deliveries({ endpointRef, mayManage }: { endpointRef: EndpointRef; mayManage: boolean }) {
  const [url, change] = useUrlState()
  const status = STATUSES.find(one => one === url.status)
  const query = useInfiniteQuery(deliveriesQuery(endpointRef, status))
  const deliveries = query.data?.pages.flatMap(page => page.items)
  return (
    <section aria-label={t('deliveries')}>
      <div className="mb-3 flex flex-wrap items-end justify-between gap-3">
        <div>
          <h2 className="font-semibold">{t('deliveries')}</h2>
          <p role="status" className="flex items-center gap-2 text-[13px] text-muted">
            <LoaderCircle aria-hidden className="size-3.5 animate-spin" />
            {t('waiting')}
          </p>
        </div>
        <div className="flex flex-wrap items-end gap-2">
          <Select
            label={t('filter')}
            isLabelHidden
            value={status ?? ''}
            onValueChange={value => change({ status: value })}
            options={[
              { value: '', label: t('all') },
              ...STATUSES.map(value => ({ value, label: t(`status_${value}`) })),
            ]}
          />
          {mayManage && <Button onClick={() => change({ dialog: 'resend' }, 'push')}>{t('resendFailed')}</Button>}
        </div>
      </div>
      {query.isError && (
        <div className="mb-4">
          <ErrorState onRetry={() => void query.refetch()} isRetrying={query.isFetching}>
            {toProblem(query.error).detail}
          </ErrorState>
        </div>
      )}
      {deliveries === undefined ? (
        query.isPending && (
          <Card isFlush>
            <Skeleton />
          </Card>
        )
      ) : deliveries.length === 0 ? (
        <Card>
          <EmptyState title={t(status === undefined ? 'noDeliveries' : 'noFailed')}>
            {status === undefined && t('noDeliveriesLead')}
          </EmptyState>
        </Card>
      ) : (
        <>
          <Card isFlush>
            <DeliveryTable
              deliveries={deliveries}
              isStale={query.isError}
              onOpen={delivery => change({ delivery }, 'push')}
            />
          </Card>
          <LoadMore
            count={t('deliveryCount', { count: deliveries.length })}
            hasMore={query.hasNextPage}
            isLoading={query.isFetchingNextPage}
            onMore={() => void query.fetchNextPage()}
          />
        </>
      )}
      <Suspense>
        {url.delivery !== undefined && (
          <DeliveryDialog
            {...{ endpointRef, mayManage }}
            deliveryId={url.delivery}
            onClose={() => change({ delivery: undefined })}
          />
        )}
        {url.dialog === 'resend' && mayManage && (
          <ResendDialog endpointRef={endpointRef} onClose={() => change({ dialog: undefined })} />
        )}
      </Suspense>
    </section>
  )
}
