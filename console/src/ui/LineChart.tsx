import { type KeyboardEvent, type PointerEvent, useId, useState } from 'react'
import { formatLocale } from '../i18n/locale.ts'
import { ChartLines } from './ChartLines.tsx'
import { ChartTable } from './ChartTable.tsx'
import { CHART, type Series } from './chart-geometry.ts'
import { cx } from './class-names.ts'
import { t } from './ui-messages.ts'
import { useWidth } from './use-width.ts'

interface LineChartProps {
  label: string
  /** One word for each moment, such as "Nov 17, 07:00". */
  moments: readonly string[]
  /** What stands on the axis; the moments themselves where it is not given. */
  ticks?: readonly string[]
  series: readonly Series[]
  /** Names the unit in the spoken value: "68 requests". Absent = the bare number. */
  unit?: (value: number) => string
}

const DOTS = { accent: 'bg-accent', danger: 'bg-danger', ok: 'bg-ok', warn: 'bg-warn' }
const STEPS: Record<string, number> = { ArrowRight: 1, ArrowLeft: -1, PageDown: 10, PageUp: -10 }
const format = new Intl.NumberFormat(formatLocale)

/**
 * Values over time as lines. By the arrow keys, Home and End one walks along them and hears each moment's values; the same
 * numbers stand in a table below.
 */
export function LineChart({
  label,
  moments,
  ticks = moments,
  series,
  unit = value => format.format(value),
}: LineChartProps) {
  const [at, setAt] = useState<number>()
  const [place, width] = useWidth<HTMLDivElement>()
  const id = useId()
  const last = moments.length - 1
  const wordsAt = (index: number) =>
    `${moments[index]}: ${series.map(one => `${one.label} ${unit(one.values[index] ?? 0)}`).join(', ')}`
  const move = (to: number) => setAt(Math.min(last, Math.max(0, to)))
  const press = (event: KeyboardEvent) => {
    const step = STEPS[event.key]
    if (step !== undefined) move((at ?? (step > 0 ? -1 : last + 1)) + step)
    else if (event.key === 'Home') move(0)
    else if (event.key === 'End') move(last)
    else if (event.key === 'Escape') setAt(undefined)
    else return
    event.preventDefault()
  }
  const point = (event: PointerEvent<SVGSVGElement>) => move(indexUnder(event, moments.length))
  return (
    <figure aria-label={label} className="group min-w-0">
      <figcaption className="mb-2 flex flex-wrap gap-x-5 gap-y-1 text-[13px]">
        {series.map(one => (
          <span key={one.id} className="inline-flex items-center gap-2">
            <span aria-hidden data-fill className={cx('size-2 rounded-full', DOTS[one.tone])} />
            <span className="text-muted">{one.label}</span>
            <b className="font-semibold tabular-nums">{format.format(sum(one.values))}</b>
          </span>
        ))}
      </figcaption>
      <div ref={place} dir="ltr">
        <svg
          width={width}
          height={CHART.height}
          role="slider"
          tabIndex={0}
          aria-label={label}
          aria-describedby={`${id}-hint`}
          aria-valuemin={0}
          aria-valuemax={Math.max(0, last)}
          aria-valuenow={at ?? 0}
          aria-valuetext={at === undefined ? t('chartHint') : wordsAt(at)}
          onKeyDown={press}
          onPointerMove={point}
          onPointerLeave={() => setAt(undefined)}
          onBlur={() => setAt(undefined)}
          className="block max-w-full touch-pan-y rounded-lg"
        >
          <ChartLines width={width} ticks={ticks} series={series} at={at} />
        </svg>
      </div>
      <p id={`${id}-hint`} className="min-h-5 text-[13px] text-muted">
        {/* Of keys only who has come by keys needs to read. */}
        {at === undefined ? (
          <span className="invisible group-has-[svg:focus-visible]:visible">{t('chartHint')}</span>
        ) : (
          wordsAt(at)
        )}
      </p>
      <ChartTable label={label} moments={moments} series={series} unit={unit} />
    </figure>
  )
}

function indexUnder(event: PointerEvent<SVGSVGElement>, count: number): number {
  const box = event.currentTarget.getBoundingClientRect()
  const across = (event.clientX - box.left - CHART.start) / (box.width - CHART.start - CHART.end)
  return Math.round(across * (count - 1))
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0)
}
