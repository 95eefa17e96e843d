import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { changeLabs, type Labs, labsQuery } from '../../api/labs.ts'
import { useHere } from '../../api/me.ts'
import { toProblem } from '../../api/problem.ts'
import { useAction } from '../../api/use-action.ts'
import { Badge } from '../../ui/Badge.tsx'
import { Banner } from '../../ui/Banner.tsx'
import { Card } from '../../ui/Card.tsx'
import { ErrorState } from '../../ui/ErrorState.tsx'
import { PageHeader } from '../../ui/PageHeader.tsx'
import { Skeleton } from '../../ui/Skeleton.tsx'
import { Switch } from '../../ui/Switch.tsx'
import { Time } from '../../ui/Time.tsx'
import { showToast } from '../../ui/toasts.ts'
import { t } from './messages.ts'

/** Features that can be switched on and off, each with what that changes. */
export function Page() {
  const { accountId } = useHere()
  const labs = useQuery(labsQuery(accountId))
  return (
    <>
      <PageHeader title={t('title')} lead={t('lead')} />
      {labs.isError && (
        <ErrorState onRetry={() => void labs.refetch()} isRetrying={labs.isFetching}>
          {t('failed', { reason: toProblem(labs.error).detail })}
        </ErrorState>
      )}
      {labs.isPending && (
        <Card isFlush>
          <Skeleton lines={2} />
        </Card>
      )}
      <div className="grid max-w-3xl gap-4">
        {labs.data?.features.map(feature => (
          <FeatureCard key={feature.feature} feature={feature} />
        ))}
      </div>
    </>
  )
}

const b = (chunks: ReactNode) => <b className="font-medium text-fg">{chunks}</b>

function FeatureCard({ feature }: { feature: Labs['features'][number] }) {
  const { accountId } = useHere()
  const { title, sentence, isOn, whenOn, whenOff, changedAt } = feature
  const turning = useAction(async (next: boolean) => {
    await changeLabs(accountId, { [feature.feature]: next })
    const undo = () => void changeLabs(accountId, { [feature.feature]: !next })
    showToast(t(next ? 'switchedOn' : 'switchedOff', { title }), { undo })
  })
  return (
    <Card>
      <Switch
        label={
          <span className="inline-flex flex-wrap items-center gap-2">
            {title} <Badge tone={isOn ? 'ok' : 'neutral'}>{t(isOn ? 'on' : 'off')}</Badge>
            {changedAt !== null && (
              <span className="text-[13px] font-normal text-muted">
                {t.rich('since', { time: () => <Time at={changedAt} /> })}
              </span>
            )}
          </span>
        }
        hint={sentence}
        isOn={isOn}
        disabled={turning.isRunning}
        onChange={next => void turning.run(next)}
      />
      <p className="mt-3 border-t border-line pt-3 text-[13px] text-muted">
        {isOn ? t.rich('ifOff', { says: whenOff, b }) : t.rich('ifOn', { says: whenOn, b })}
      </p>
      {turning.problem !== undefined && (
        <Banner tone="danger" role="alert" className="mt-3">
          {turning.problem.detail}
        </Banner>
      )}
    </Card>
  )
}
