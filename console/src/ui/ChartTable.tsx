import type { Series } from './chart-geometry.ts'
import { t } from './ui-messages.ts'

interface ChartTableProps {
  label: string
  moments: readonly string[]
  series: readonly Series[]
  unit: (value: number) => string
}

/** The numbers of a chart, for whoever reads rather than looks. */
export function ChartTable({ label, moments, series, unit }: ChartTableProps) {
  return (
    <details className="mt-1 text-[13px]">
      <summary className="inline-flex min-h-7 items-center rounded-md text-accent-text">{t('viewAsTable')}</summary>
      {/* A scrolling box must be reachable by keys. */}
      <div
        tabIndex={0}
        role="group"
        aria-label={label}
        className="mt-1 max-h-72 overflow-auto rounded-lg border border-line"
      >
        <table className="w-full tabular-nums">
          <thead className="sticky top-0 bg-subtle text-muted">
            <tr>
              <th scope="col" className="px-3 py-1.5 text-start font-medium">
                {t('when')}
              </th>
              {series.map(one => (
                <th key={one.id} scope="col" className="px-3 py-1.5 text-end font-medium">
                  {one.label}
                </th>
              ))}
            </tr>
          </thead>
          <tbody className="divide-y divide-line">
            {moments.map((moment, index) => (
              <tr key={moment}>
                <th scope="row" className="px-3 py-1.5 text-start font-normal">
                  {moment}
                </th>
                {series.map(one => (
                  <td key={one.id} className="px-3 py-1.5 text-end">
                    {unit(one.values[index] ?? 0)}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </details>
  )
}
