import { ChevronDown } from 'lucide-react'
import { useId, useState } from 'react'
import type { ScopeRow } from '../../../api/integrations.ts'
import { Badge } from '../../../ui/Badge.tsx'
import { cx } from '../../../ui/class-names.ts'
import { IconButton } from '../../../ui/IconButton.tsx'
import { Tick } from '../../../ui/Tick.tsx'
import { t } from './messages.ts'
import type { ScopeGroup } from './scope-groups.ts'

interface ScopeGroupRowsProps {
  group: ScopeGroup
  chosen: ReadonlySet<string>
  onChoose: (scopes: readonly string[], isIn: boolean) => void
  /** While searching, nothing that was found hides in a closed group. */
  isForcedOpen: boolean
}

/** A group with a box for all of it, and its scopes below. */
export function ScopeGroupRows({ group, chosen, onChoose, isForcedOpen }: ScopeGroupRowsProps) {
  const [isOpen, setOpen] = useState(true)
  const id = useId()
  const names = group.scopes.map(({ scope }) => scope)
  const count = names.filter(name => chosen.has(name)).length
  const isShown = isOpen || isForcedOpen
  return (
    <section aria-label={group.name}>
      <div className="flex items-center gap-3 bg-subtle/60 px-4 py-1">
        <Tick
          aria-label={t('groupTick', { group: group.name })}
          checked={count === names.length}
          isMixed={count > 0 && count < names.length}
          onCheckedChange={isIn => onChoose(names, isIn)}
        />
        <p className="min-w-0 flex-1 font-medium">{group.name}</p>
        <span className="text-xs text-muted tabular-nums">{t('groupCount', { chosen: count, all: names.length })}</span>
        <IconButton
          label={t('open', { group: group.name })}
          aria-expanded={isShown}
          aria-controls={id}
          disabled={isForcedOpen}
          onClick={() => setOpen(!isOpen)}
          icon={<ChevronDown aria-hidden className={cx('size-4 transition-transform', isShown && 'rotate-180')} />}
        />
      </div>
      <ul id={id} hidden={!isShown}>
        {group.scopes.map(row => (
          <ScopeLine
            key={row.scope}
            row={row}
            isChosen={chosen.has(row.scope)}
            onChange={isIn => onChoose([row.scope], isIn)}
          />
        ))}
      </ul>
    </section>
  )
}

interface ScopeLineProps {
  row: ScopeRow
  isChosen: boolean
  onChange: (isChosen: boolean) => void
}

function ScopeLine({ row, isChosen, onChange }: ScopeLineProps) {
  const id = useId()
  return (
    <li className="relative flex gap-3 px-4 py-2.5 hover:bg-hover">
      <Tick
        id={id}
        checked={isChosen}
        onCheckedChange={onChange}
        aria-describedby={`${id}-says`}
        className="z-1 mt-0.5"
      />
      <div className="min-w-0 flex-1">
        <div className="flex flex-wrap items-center justify-between gap-x-3">
          <span className="flex flex-wrap items-center gap-2">
            <label htmlFor={id} className="after:absolute after:inset-0">
              {row.label}
            </label>
            {row.sensitive && <Badge tone="warn">{t('sensitive')}</Badge>}
          </span>
          <code dir="ltr" className="font-mono text-xs text-muted wrap-anywhere">
            {row.scope}
          </code>
        </div>
        <p id={`${id}-says`} className="text-[13px] text-muted">
          {row.sentence}
        </p>
      </div>
    </li>
  )
}
