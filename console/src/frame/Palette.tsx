import { Dialog as Base } from '@base-ui/react/dialog'
import { useNavigate } from '@tanstack/react-router'
import { Search } from 'lucide-react'
import { type KeyboardEvent, useId, useState } from 'react'
import { cx } from '../ui/class-names.ts'
import { BACKDROP } from '../ui/dialog-classes.ts'
import { t } from './messages.ts'
import { type Finding, useFindings } from './use-findings.ts'

/** The search over pages and integrations: type, choose with the arrows, Enter. */
export function Palette({ onClose }: { onClose: () => void }) {
  const [q, setQ] = useState('')
  const [chosen, choose] = useState(0)
  const findings = useFindings(q)
  const navigate = useNavigate()
  const id = useId()
  const open = (finding: Finding | undefined) => {
    if (finding === undefined) return
    onClose()
    void navigate({ href: finding.href })
  }
  const press = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    if (step !== undefined && findings.length > 0) {
      event.preventDefault()
      choose((chosen + step + findings.length) % findings.length)
    }
    if (event.key === 'Enter') open(findings[chosen])
  }
  return (
    <Base.Root open onOpenChange={isOpen => !isOpen && onClose()}>
      <Base.Portal>
        <Base.Backdrop className={BACKDROP} />
        <Base.Popup
          aria-label={t('searchLabel')}
          className="fixed inset-x-4 top-[12dvh] z-50 mx-auto max-w-xl overflow-hidden rounded-xl border border-line bg-surface shadow-2xl outline-none"
        >
          <div className="relative border-b border-line focus-within:border-accent">
            <Search aria-hidden className="pointer-events-none absolute start-4 top-4 size-4 text-muted" />
            <input
              role="combobox"
              dir="auto"
              aria-label={t('searchLabel')}
              aria-expanded={findings.length > 0}
              aria-controls={`${id}-list`}
              aria-activedescendant={findings[chosen] === undefined ? undefined : `${id}-${chosen}`}
              placeholder={t('searchLabel')}
              value={q}
              maxLength={120}
              onChange={event => {
                setQ(event.target.value)
                choose(0)
              }}
              onKeyDown={press}
              className="h-12 w-full bg-surface ps-11 pe-4 outline-none forced-colors:outline-solid"
            />
          </div>
          <ul
            id={`${id}-list`}
            role="listbox"
            aria-label={t('searchLabel')}
            className="max-h-[50dvh] overflow-y-auto p-1.5 empty:hidden"
          >
            {findings.map((finding, index) => (
              <Line
                key={finding.href}
                id={`${id}-${index}`}
                finding={finding}
                isChosen={index === chosen}
                onPick={() => open(finding)}
              />
            ))}
          </ul>
          <p aria-live="polite" className="border-t border-line px-4 py-2.5 text-[13px] text-muted">
            {findings.length === 0 ? t('searchNone', { q }) : t('searchHint')}
          </p>
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
  )
}

function Line({
  id,
  finding,
  isChosen,
  onPick,
}: {
  id: string
  finding: Finding
  isChosen: boolean
  onPick: () => void
}) {
  const { icon: Icon, label, kind } = finding
  return (
    // The keys are the field's: the focus stays in it.
    <li
      id={id}
      role="option"
      aria-selected={isChosen}
      ref={line => void (isChosen && line?.scrollIntoView({ block: 'nearest' }))}
      onClick={onPick}
      className={cx(
        'flex min-h-10 cursor-pointer items-center gap-2.5 rounded-md px-2.5',
        isChosen ? 'bg-hover' : 'hover:bg-hover',
      )}
    >
      <Icon aria-hidden className="size-4 shrink-0 text-muted" />
      <bdi className="min-w-0 flex-1 truncate">{label}</bdi>
      <span className="text-xs text-muted">{kind}</span>
    </li>
  )
}
