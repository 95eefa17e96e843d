import { useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { useCan, useHere } from '../../api/me.ts'
import { toProblem } from '../../api/problem.ts'
import { useAction } from '../../api/use-action.ts'
import { type EndpointRef, editEndpoint, endpointQuery, sendTest, type WebhookEndpoint } from '../../api/webhooks.ts'
import { StaleNotice } from '../../parts/StaleNotice.tsx'
import { Banner } from '../../ui/Banner.tsx'
import { Button } from '../../ui/Button.tsx'
import { Card } from '../../ui/Card.tsx'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { ErrorState } from '../../ui/ErrorState.tsx'
import { LinkButton } from '../../ui/LinkButton.tsx'
import { PageHeader } from '../../ui/PageHeader.tsx'
import { Skeleton } from '../../ui/Skeleton.tsx'
import { Time } from '../../ui/Time.tsx'
import { showToast } from '../../ui/toasts.ts'
import { useUrlState } from '../../ui/url-state.ts'
import { accountPath } from '../paths.ts'
import { Deliveries } from './Deliveries.tsx'
import { EndpointDialogs } from './EndpointDialogs.tsx'
import { EndpointFacts } from './EndpointFacts.tsx'
import { t } from './messages.ts'
import { StateBadge } from './StateBadge.tsx'

/** One endpoint: what it hears, how it fares, and everything that was sent. */
export function Page() {
  const { accountId } = useHere()
  const { endpointId = '' } = useParams({ strict: false })
  const ref = { accountId, endpointId }
  const query = useQuery(endpointQuery(ref))
  const list = accountPath(accountId, 'webhooks')
  const isGone = query.isError && toProblem(query.error).status === 404
  if (query.data !== undefined && !isGone) {
    return (
      <>
        <StaleNotice reading={query} />
        <Known endpointRef={ref} endpoint={query.data} />
      </>
    )
  }
  return (
    <>
      <PageHeader title={t('title')} back={{ href: list, label: t('back') }} />
      <Card>
        {query.isPending ? (
          <Skeleton />
        ) : isGone ? (
          <EmptyState title={t('notFound')} actions={<LinkButton href={list}>{t('toList')}</LinkButton>} />
        ) : (
          <ErrorState onRetry={() => void query.refetch()} isRetrying={query.isFetching}>
            {toProblem(query.error).detail}
          </ErrorState>
        )}
      </Card>
    </>
  )
}

function Known({ endpointRef, endpoint }: { endpointRef: EndpointRef; endpoint: WebhookEndpoint }) {
  const can = useCan()
  const [url, change] = useUrlState()
  const mayManage = can('webhooks.manage')
  const open = (dialog: string) => change({ dialog }, 'push')
  return (
    <>
      <PageHeader
        title={endpoint.url}
        lead={endpoint.description === '' ? undefined : <bdi>{endpoint.description}</bdi>}
        badge={<StateBadge endpoint={endpoint} />}
        back={{ href: accountPath(endpointRef.accountId, 'webhooks'), label: t('back') }}
        actions={mayManage && <Actions endpointRef={endpointRef} endpoint={endpoint} onOpen={open} />}
      />
      <div className="flex flex-col gap-5">
        {endpoint.disabledSentence !== null && <Banner tone="warn">{endpoint.disabledSentence}</Banner>}
        {endpoint.enabled && endpoint.health.failingSince !== null && (
          <Banner tone="danger">
            {t.rich('failingSince', { time: () => <Time at={endpoint.health.failingSince} /> })}
          </Banner>
        )}
        {endpoint.pausedEvents.map(paused => (
          <Banner key={paused.event} tone="warn">
            {paused.sentence}
          </Banner>
        ))}
        <EndpointFacts endpoint={endpoint} {...(mayManage ? { onOpen: open } : {})} />
        <Deliveries endpointRef={endpointRef} mayManage={mayManage} />
      </div>
      <EndpointDialogs
        {...{ endpointRef, endpoint }}
        dialog={mayManage ? url.dialog : undefined}
        onClose={() => change({ dialog: undefined })}
      />
    </>
  )
}

interface ActionsProps {
  endpointRef: EndpointRef
  endpoint: WebhookEndpoint
  onOpen: (dialog: string) => void
}

function Actions({ endpointRef, endpoint, onOpen }: ActionsProps) {
  const testing = useAction(async () => {
    await sendTest(endpointRef)
    showToast(t('testSent'))
  })
  const pausing = useAction(async () => {
    await editEndpoint(endpointRef, { enabled: false })
    showToast(t('pausedNow'), { undo: () => void editEndpoint(endpointRef, { enabled: true }) })
  })
  const problem = testing.problem ?? pausing.problem
  return (
    <>
      {problem !== undefined && (
        <p role="alert" className="self-center text-[13px] font-medium text-danger-text">
          {problem.detail}
        </p>
      )}
      {endpoint.enabled && (
        <Button isBusy={testing.isRunning} onClick={() => void testing.run(undefined)}>
          {t('sendTest')}
        </Button>
      )}
      <Button
        isBusy={pausing.isRunning}
        onClick={() => (endpoint.enabled ? void pausing.run(undefined) : onOpen('resume'))}
      >
        {t(endpoint.enabled ? 'pause' : 'resume')}
      </Button>
      <Button onClick={() => onOpen('edit')}>{t('edit')}</Button>
      <Button look="dangerQuiet" onClick={() => onOpen('delete')}>
        {t('delete')}
      </Button>
    </>
  )
}
