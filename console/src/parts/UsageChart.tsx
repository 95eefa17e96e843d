import { lazy, Suspense } from 'react'
import type { Usage } from '../api/usage.ts'
import { Skeleton } from '../ui/Skeleton.tsx'
import { t } from './usage-messages.ts'
import { usageDay, usageMoment } from './usage-moments.ts'

const LineChart = lazy(async () => ({ default: (await import('../ui/LineChart.tsx')).LineChart }))

/** Requests over time: what succeeded, what was refused, what failed. */
export function UsageChart({ usage }: { usage: Usage }) {
  const { points } = usage
  if (usage.totals.calls === 0) return <p className="text-muted">{t('noCalls')}</p>
  const failed = points.map(point => point.failed)
  const lines = [
    {
      id: 'ok',
      label: t('succeeded'),
      tone: 'accent' as const,
      values: points.map(({ calls, refused, failed }) => calls - refused - failed),
    },
    { id: 'refused', label: t('refused'), tone: 'danger' as const, values: points.map(point => point.refused) },
    ...(failed.some(count => count > 0)
      ? [{ id: 'failed', label: t('failed'), tone: 'warn' as const, values: failed }]
      : []),
  ]
  return (
    <Suspense fallback={<Skeleton />}>
      <LineChart
        label={t('chart')}
        moments={points.map(point => usageMoment(point.at, usage.step))}
        ticks={points.map(point => usageDay(point.at, usage))}
        series={lines}
        unit={count => t('requests', { count })}
      />
    </Suspense>
  )
}
