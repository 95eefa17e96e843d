import { useQuery } from '@tanstack/react-query'
import { toProblem } from '../../api/problem.ts'
import { useAction } from '../../api/use-action.ts'
import { type Delivery, type DeliveryDetails, deliveryQuery, type EndpointRef, redeliver } from '../../api/webhooks.ts'
import { Banner } from '../../ui/Banner.tsx'
import { Button } from '../../ui/Button.tsx'
import { CodeBlock } from '../../ui/CodeBlock.tsx'
import { Dialog } from '../../ui/Dialog.tsx'
import { Skeleton } from '../../ui/Skeleton.tsx'
import { Time } from '../../ui/Time.tsx'
import { showToast } from '../../ui/toasts.ts'
import { DeliveryBadge } from './DeliveryTable.tsx'
import { t } from './messages.ts'
import { NextTry } from './NextTry.tsx'

interface DeliveryDialogProps {
  endpointRef: EndpointRef
  deliveryId: string
  mayManage: boolean
  onClose: () => void
}

/** Every attempt of one delivery: what was sent and what was answered, side by side. */
export function DeliveryDialog({ endpointRef, deliveryId, mayManage, onClose }: DeliveryDialogProps) {
  const query = useQuery(deliveryQuery(endpointRef, deliveryId))
  const resending = useAction(async () => {
    await redeliver(endpointRef, deliveryId)
    showToast(t('resentSome', { count: 1 }))
  })
  const delivery = query.data
  return (
    <Dialog
      isOpen
      onClose={onClose}
      width="wide"
      title={<span className="font-mono text-base">{delivery?.event.type ?? t('deliveries')}</span>}
      description={delivery && <Standing delivery={delivery} />}
      footer={
        <>
          {mayManage && delivery !== undefined && (
            <Button isBusy={resending.isRunning} onClick={() => void resending.run(undefined)}>
              {t('resend')}
            </Button>
          )}
          <Button look="quiet" onClick={onClose}>
            {t('close')}
          </Button>
        </>
      }
    >
      {resending.problem !== undefined && (
        <Banner tone="danger" role="alert" className="mb-4">
          {resending.problem.detail}
        </Banner>
      )}
      {delivery === undefined ? (
        query.isError ? (
          <Banner tone="danger">{toProblem(query.error).detail}</Banner>
        ) : (
          <Skeleton />
        )
      ) : (
        <ol className="flex flex-col gap-6">
          {delivery.attempts.length === 0 && <li className="text-muted">{t('attempts', { count: 0 })}</li>}
          {delivery.attempts.toReversed().map(attempt => (
            <Attempt key={attempt.number} attempt={attempt} />
          ))}
        </ol>
      )}
    </Dialog>
  )
}

/** How it stands: why it ended, or when it is tried next. */
function Standing({ delivery }: { delivery: Delivery }) {
  const { whySentence, nextAttemptAt, attemptCount } = delivery
  return (
    <span className="flex flex-wrap items-center gap-2">
      <DeliveryBadge delivery={delivery} />
      {whySentence !== null && <span>{whySentence}</span>}
      {nextAttemptAt !== null && attemptCount > 0 && (
        <span>
          <NextTry at={nextAttemptAt} />
        </span>
      )}
    </span>
  )
}

function Attempt({ attempt }: { attempt: DeliveryDetails['attempts'][number] }) {
  const { request, response } = attempt
  return (
    <li>
      <p className="font-medium">{t('attempt', { number: attempt.number })}</p>
      <p className="mb-2 text-[13px] text-muted">
        {attempt.sentence} · {t('ms', { count: attempt.durationMs })} · <Time at={attempt.at} />
      </p>
      <div className="grid gap-3 md:grid-cols-2">
        <Side title={t('request')} headers={request.headers} body={request.body ?? t('bodyGone')} />
        {response === null ? (
          <p className="text-muted">{t('noResponse')}</p>
        ) : (
          <Side title={t('response')} headers={response.headers} body={response.body} />
        )}
      </div>
    </li>
  )
}

function Side({ title, headers, body }: { title: string; headers: Record<string, string>; body: string }) {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`)
  return (
    <div className="min-w-0">
      <p className="mb-1 text-[13px] text-muted">{title}</p>
      <CodeBlock
        label={title}
        samples={[
          { id: 'body', label: t('body'), code: pretty(body) },
          { id: 'headers', label: t('headers'), code: lines.join('\n') },
        ]}
      />
    </div>
  )
}

/** JSON in lines; anything else as it came. */
function pretty(body: string): string {
  try {
    return JSON.stringify(JSON.parse(body), null, 2)
  } catch {
    return body
  }
}
