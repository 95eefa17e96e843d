import { type ReactNode, useId } from 'react'
import { cx } from './class-names.ts'

interface SwitchProps {
  label: ReactNode
  hint?: ReactNode
  isOn: boolean
  onChange: (isOn: boolean) => void
  disabled?: boolean
  className?: string
}

/** Something that is on or off, and changes at once. */
export function Switch({ label, hint, isOn, onChange, disabled, className }: SwitchProps) {
  const id = useId()
  return (
    <div className={cx('flex items-start justify-between gap-4', className)}>
      <div className="min-w-0">
        <label htmlFor={id} className="font-medium">
          {label}
        </label>
        {hint !== undefined && (
          <p id={`${id}-hint`} className="text-[13px] text-muted">
            {hint}
          </p>
        )}
      </div>
      <input
        id={id}
        type="checkbox"
        role="switch"
        checked={isOn}
        disabled={disabled}
        aria-describedby={hint === undefined ? undefined : `${id}-hint`}
        onChange={event => onChange(event.target.checked)}
        className={cx(
          'relative h-6 w-10 shrink-0 appearance-none rounded-full border border-control bg-subtle transition-colors',
          'before:absolute before:start-0.5 before:top-0.5 before:size-4.5 before:rounded-full before:bg-control before:transition-transform',
          'checked:border-accent checked:bg-accent checked:before:translate-x-4 checked:before:bg-white rtl:checked:before:-translate-x-4',
          'disabled:cursor-not-allowed disabled:opacity-50 forced-colors:appearance-auto forced-colors:before:hidden',
        )}
      />
    </div>
  )
}
