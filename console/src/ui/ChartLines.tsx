import { formatLocale } from '../i18n/locale.ts'
import { areaPath, CHART, linePath, pointAt, roundMost, type Series, tickIndexes } from './chart-geometry.ts'
import { cx } from './class-names.ts'

const STROKES = {
  accent: 'stroke-accent forced-colors:stroke-[Highlight]',
  danger: 'stroke-danger forced-colors:stroke-[CanvasText]',
  ok: 'stroke-ok forced-colors:stroke-[CanvasText]',
  warn: 'stroke-warn forced-colors:stroke-[CanvasText]',
}
/** So that lines can be told apart without colours too. */
const DASHES = { accent: undefined, danger: '5 3', ok: '2 2', warn: '8 3' }
const GRID = [0, 0.25, 0.5, 0.75, 1]

const compact = new Intl.NumberFormat(formatLocale, { notation: 'compact', maximumFractionDigits: 2 })

interface ChartLinesProps {
  width: number
  ticks: readonly string[]
  series: readonly Series[]
  /** The moment under the pointer or the keys. */
  at: number | undefined
}

/** The drawing of a chart: grid, axis, lines, and the cursor. */
export function ChartLines({ width, ticks, series, at }: ChartLinesProps) {
  const count = ticks.length
  const most = roundMost(series.flatMap(one => one.values))
  const place = (index: number, value: number) => pointAt(index, value, { count, most, width })
  return (
    <g aria-hidden className="text-[11px]">
      {GRID.map(part => {
        const [, y] = place(0, part * most)
        return (
          <g key={part}>
            <line x1={CHART.start} x2={width - CHART.end} y1={y} y2={y} className="stroke-line" />
            <text x={CHART.start - 8} y={y + 4} textAnchor="end" className="fill-muted tabular-nums">
              {compact.format(part * most)}
            </text>
          </g>
        )
      })}
      {tickIndexes(count, width).map(index => (
        <text
          key={index}
          x={place(index, 0)[0]}
          y={CHART.height - 6}
          textAnchor={index === 0 ? 'start' : 'middle'}
          className="fill-muted"
        >
          {ticks[index]}
        </text>
      ))}
      {series.map(one => {
        const points = one.values.map((value, index) => place(index, value))
        return (
          <g key={one.id}>
            {one.tone === 'accent' && <path d={areaPath(points)} className="fill-accent/15 forced-colors:fill-none" />}
            <path
              d={linePath(points)}
              strokeDasharray={DASHES[one.tone]}
              strokeWidth={1.75}
              strokeLinejoin="round"
              className={cx('fill-none', STROKES[one.tone])}
            />
          </g>
        )
      })}
      {at !== undefined && <Cursor series={series} at={at} place={place} />}
    </g>
  )
}

interface CursorProps {
  series: readonly Series[]
  at: number
  place: (index: number, value: number) => [number, number]
}

function Cursor({ series, at, place }: CursorProps) {
  const [x] = place(at, 0)
  return (
    <g>
      <line x1={x} x2={x} y1={CHART.top} y2={CHART.height - CHART.bottom} className="stroke-muted" />
      {series.map(one => {
        const [, y] = place(at, one.values[at] ?? 0)
        return (
          <circle
            key={one.id}
            cx={x}
            cy={y}
            r={3.5}
            strokeWidth={2}
            className={cx('fill-surface', STROKES[one.tone])}
          />
        )
      })}
    </g>
  )
}
