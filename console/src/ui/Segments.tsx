import type { ReactNode } from 'react'
import { cx } from './class-names.ts'

interface SegmentsProps<V extends string> {
  label: string
  options: readonly { value: V; label: ReactNode }[]
  value: V
  onChange: (value: V) => void
}

/** A few choices side by side, of which one is on: filters, ranges. */
export function Segments<V extends string>({ label, options, value, onChange }: SegmentsProps<V>) {
  return (
    <div role="group" aria-label={label} className="flex max-w-full flex-wrap gap-1 rounded-lg bg-subtle p-1">
      {options.map(option => (
        <button
          key={option.value}
          type="button"
          aria-pressed={option.value === value}
          onClick={() => onChange(option.value)}
          className={cx(
            'min-h-7 rounded-md px-2.5 text-[13px] whitespace-nowrap',
            option.value === value ? 'bg-surface font-medium shadow-xs' : 'text-muted hover:text-fg',
          )}
        >
          {option.label}
        </button>
      ))}
    </div>
  )
}
