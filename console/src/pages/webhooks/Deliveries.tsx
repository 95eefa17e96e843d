import { useInfiniteQuery } from '@tanstack/react-query'
import { lazy, Suspense, useState } from 'react'
import { toProblem } from '../../api/problem.ts'
import { useAction } from '../../api/use-action.ts'
import { deliveriesQuery, type EndpointRef, redeliverMany } from '../../api/webhooks.ts'
import { Banner } from '../../ui/Banner.tsx'
import { Card } from '../../ui/Card.tsx'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { ErrorState } from '../../ui/ErrorState.tsx'
import { LoadMore } from '../../ui/LoadMore.tsx'
import { Skeleton } from '../../ui/Skeleton.tsx'
import { showToast } from '../../ui/toasts.ts'
import { useUrlState } from '../../ui/url-state.ts'
import { DELIVERY_STATUSES, DeliveriesHead } from './DeliveriesHead.tsx'
import { DeliveryTable } from './DeliveryTable.tsx'
import { t } from './messages.ts'

const DeliveryDialog = lazy(async () => ({ default: (await import('./DeliveryDialog.tsx')).DeliveryDialog }))
const ResendDialog = lazy(async () => ({ default: (await import('./ResendDialog.tsx')).ResendDialog }))

/** As many as one request names. */
const AT_ONCE = 100

/** What was sent, latest first, as it comes. */
export function Deliveries({ endpointRef, mayManage }: { endpointRef: EndpointRef; mayManage: boolean }) {
  const [url, change] = useUrlState()
  const status = DELIVERY_STATUSES.find(one => one === url.status)
  const query = useInfiniteQuery(deliveriesQuery(endpointRef, status))
  const deliveries = query.data?.pages.flatMap(page => page.items)
  const { picked, pick, resending } = useResending(endpointRef)
  const shownPicked = deliveries?.filter(({ id }) => picked.has(id)).map(({ id }) => id) ?? []
  return (
    <section aria-label={t('deliveries')}>
      <DeliveriesHead
        status={status}
        pickedCount={shownPicked.length}
        isResending={resending.isRunning}
        onFilter={value => change({ status: value })}
        {...(mayManage
          ? {
              onResendPicked: () => void resending.run(shownPicked),
              onResendMany: () => change({ dialog: 'resend' }, 'push'),
            }
          : {})}
      />
      {resending.problem !== undefined && (
        <Banner tone="danger" role="alert" className="mb-4">
          {resending.problem.detail}
        </Banner>
      )}
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
              {...(mayManage ? { resending: { picked, pick, resend: ids => void resending.run(ids) } } : {})}
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

/** Which rows are picked, and sending some again. */
function useResending(endpointRef: EndpointRef) {
  const [picked, pick] = useState<ReadonlySet<string>>(new Set())
  const resending = useAction(async (deliveryIds: readonly string[]) => {
    const { count } = await redeliverMany(endpointRef, { deliveries: deliveryIds.slice(0, AT_ONCE) })
    pick(new Set())
    showToast(t('resentSome', { count }))
  })
  return { picked, pick, resending }
}
