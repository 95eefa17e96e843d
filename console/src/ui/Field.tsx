import { type ReactNode, useId } from 'react'
import { cx } from './class-names.ts'
import { t } from './ui-messages.ts'

/** What every field takes beside what its control takes. */
export interface FieldText {
  label: ReactNode
  hint?: ReactNode
  /** What is wrong with it. Stands below the field and is read with it. */
  fault?: string | undefined
  isOptional?: boolean
  /** The label is spoken but not shown. */
  isLabelHidden?: boolean
}

/** What ties a control to its words. */
export interface ControlIds {
  id: string
  'aria-describedby': string | undefined
  'aria-invalid': true | undefined
}

interface FieldProps extends FieldText {
  className?: string
  children: (ids: ControlIds) => ReactNode
}

/** A label, a control, a hint and a fault, tied together. */
export function Field({ label, hint, fault, isOptional, isLabelHidden, className, children }: FieldProps) {
  const id = useId()
  const hintId = hint === undefined ? undefined : `${id}-hint`
  const faultId = fault === undefined ? undefined : `${id}-fault`
  const describedBy = [faultId, hintId].filter(Boolean).join(' ') || undefined
  return (
    <div className={cx('flex min-w-0 flex-col gap-1.5', className)}>
      <label htmlFor={id} className={isLabelHidden ? 'sr-only' : 'font-medium'}>
        {label}
        {isOptional && <span className="font-normal text-muted"> ({t('optional')})</span>}
      </label>
      {children({ id, 'aria-describedby': describedBy, 'aria-invalid': fault === undefined ? undefined : true })}
      {fault !== undefined && (
        <p id={faultId} className="text-[13px] font-medium text-danger-text">
          {fault}
        </p>
      )}
      {hint !== undefined && (
        <p id={hintId} className="text-[13px] text-muted">
          {hint}
        </p>
      )}
    </div>
  )
}
