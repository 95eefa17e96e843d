import { ChevronDown } from 'lucide-react'
import { useId, useState } from 'react'
import type { AuditEntry } from '../api/audit.ts'
import { cx } from '../ui/class-names.ts'
import { IconButton } from '../ui/IconButton.tsx'
import { Time } from '../ui/Time.tsx'
import { t } from './audit-messages.ts'
import { changesOf, sentenceOf } from './audit-sentence.ts'

/** Who did what to what, when and from where; each entry opens to what it changed. */
export function AuditEntries({ entries }: { entries: readonly AuditEntry[] }) {
  if (entries.length === 0) return <p className="p-5 text-muted">{t('noEntries')}</p>
  return (
    <ol className="divide-y divide-line">
      {entries.map(entry => (
        <Entry key={entry.id} entry={entry} />
      ))}
    </ol>
  )
}

function Entry({ entry }: { entry: AuditEntry }) {
  const [isOpen, setOpen] = useState(false)
  const id = useId()
  const changes = changesOf(entry)
  const { ip, userAgent } = entry.origin
  return (
    <li className="px-4 py-3 sm:px-5">
      <div className="flex items-start justify-between gap-3">
        <div className="min-w-0">
          <p className="wrap-anywhere">
            <bdi className="font-medium">{entry.actor.name}</bdi> <bdi>{sentenceOf(entry)}</bdi>
          </p>
          <p className="text-[13px] text-muted wrap-anywhere">
            <Time at={entry.at} />
            {ip !== undefined && <> {t.rich('from', { ip: () => <bdi title={userAgent}>{ip}</bdi> })}</>}
          </p>
        </div>
        {changes.length > 0 && (
          <IconButton
            label={t('what')}
            aria-expanded={isOpen}
            aria-controls={id}
            onClick={() => setOpen(!isOpen)}
            icon={<ChevronDown aria-hidden className={cx('size-4 transition-transform', isOpen && 'rotate-180')} />}
          />
        )}
      </div>
      {changes.length > 0 && (
        <div id={id} hidden={!isOpen} className="mt-2 overflow-x-auto rounded-lg border border-line bg-subtle/60">
          <table className="w-full text-start text-[13px]">
            <thead className="text-xs text-muted">
              <tr>
                {[t('field'), t('before'), t('after')].map(name => (
                  <th key={name} scope="col" className="px-3 py-2 text-start font-medium">
                    {name}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody className="divide-y divide-line">
              {changes.map(change => (
                <tr key={change.field}>
                  <th scope="row" className="px-3 py-2 text-start align-top font-mono font-normal">
                    {change.field}
                  </th>
                  <td className="min-w-24 px-3 py-2 align-top wrap-anywhere text-danger-text">{change.before}</td>
                  <td className="min-w-24 px-3 py-2 align-top wrap-anywhere text-ok-text">{change.after}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </li>
  )
}
