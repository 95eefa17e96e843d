import type { ContactImport } from '../../api/imports.ts'
import { formatLocale } from '../../i18n/locale.ts'
import { Meter } from '../../ui/Meter.tsx'
import { t } from './messages.ts'

const count = new Intl.NumberFormat(formatLocale)

/** How many rows are done and what became of them, and which column goes where. */
export function ImportNumbers({ given }: { given: ContactImport }) {
  const { rowsDone, rowsTotal, isDryRun, columns } = given
  const progress = t('progressText', { done: count.format(rowsDone), total: count.format(rowsTotal) })
  const numbers = [
    { name: t(isDryRun ? 'wouldCreate' : 'created'), value: given.created },
    { name: t(isDryRun ? 'wouldUpdate' : 'updated'), value: given.updated },
    { name: t('skipped'), value: given.skipped },
    { name: t('failed'), value: given.failed },
  ]
  return (
    <div className="flex flex-col gap-4">
      <div>
        <p role="status" className="mb-1.5 text-[13px] text-muted">
          {progress}
        </p>
        <Meter
          label={t('progress')}
          value={rowsDone}
          max={rowsTotal}
          text={progress}
          tone={given.state === 'failed' ? 'danger' : 'accent'}
        />
      </div>
      <dl className="grid grid-cols-2 gap-3 sm:grid-cols-4">
        {numbers.map(({ name, value }) => (
          <div key={name} className="flex flex-col-reverse justify-end rounded-lg border border-line p-3">
            <dt className="text-[13px] text-muted">{name}</dt>
            <dd className="text-lg font-semibold tabular-nums">{count.format(value)}</dd>
          </div>
        ))}
      </dl>
      <details>
        <summary className="inline-block min-h-6 text-[13px] font-medium text-accent-text">{t('columns')}</summary>
        <ul className="mt-1 text-[13px]">
          {columns.map(({ header, field }) => (
            <li key={header} className="wrap-anywhere">
              <bdi>{header}</bdi> → {field === null ? <i>{t('leftOut')}</i> : <code dir="ltr">{field}</code>}
            </li>
          ))}
        </ul>
      </details>
    </div>
  )
}
