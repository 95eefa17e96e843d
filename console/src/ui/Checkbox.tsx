import { type ComponentProps, type ReactNode, useId } from 'react'
import { cx } from './class-names.ts'
import { Tick } from './Tick.tsx'

type CheckboxProps = ComponentProps<typeof Tick> & { label: ReactNode; hint?: ReactNode; fault?: string | undefined }

/** A box with its words; a press on the words ticks it too. */
export function Checkbox({ label, hint, fault, className, ...rest }: CheckboxProps) {
  const id = useId()
  const notes = [hint !== undefined && `${id}-hint`, fault !== undefined && `${id}-fault`].filter(Boolean).join(' ')
  return (
    <div className={cx('flex min-w-0 gap-2.5', className)}>
      <Tick
        {...rest}
        id={id}
        aria-describedby={notes || undefined}
        aria-invalid={fault === undefined ? undefined : true}
        className="mt-0.5"
      />
      <div className="min-w-0">
        <label htmlFor={id}>{label}</label>
        {hint !== undefined && (
          <p id={`${id}-hint`} className="text-[13px] text-muted">
            {hint}
          </p>
        )}
        {fault !== undefined && (
          <p id={`${id}-fault`} className="text-[13px] font-medium text-danger-text">
            {fault}
          </p>
        )}
      </div>
    </div>
  )
}
