import { Search } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import { cx } from './class-names.ts'
import { useShortcut } from './shortcuts.ts'

interface SearchFieldProps {
  label: string
  value: string
  onChange: (value: string) => void
  /** Registers the key `/` under this name; without it the field has no shortcut. */
  shortcutName?: string
  className?: string
}

const PAUSE_MS = 200

/** A search that answers while typing, after a short pause. Escape empties it. */
export function SearchField({ label, value, onChange, shortcutName, className }: SearchFieldProps) {
  const [typed, setTyped] = useState(value)
  const field = useRef<HTMLInputElement>(null)
  const latest = useRef(onChange)
  latest.current = onChange
  useEffect(() => setTyped(value), [value])
  // What was typed before the page's scripts were there stays.
  useEffect(() => setTyped(field.current?.value ?? ''), [])
  useEffect(() => {
    if (typed === value) return
    const timer = setTimeout(() => latest.current(typed), PAUSE_MS)
    return () => clearTimeout(timer)
  }, [typed, value])
  useShortcut('/', shortcutName, () => field.current?.focus())
  return (
    <div className={cx('relative', className)}>
      <Search aria-hidden className="pointer-events-none absolute start-3 top-2.5 size-4 text-muted" />
      <input
        ref={field}
        type="search"
        // An empty field would turn to the left, away from its hint.
        dir={typed === '' ? undefined : 'auto'}
        aria-label={label}
        placeholder={label}
        maxLength={120}
        value={typed}
        onChange={event => setTyped(event.target.value)}
        onKeyDown={event => event.key === 'Escape' && setTyped('')}
        className="control ps-9"
      />
    </div>
  )
}
