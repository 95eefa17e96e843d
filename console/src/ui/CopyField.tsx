import { type ReactNode, useEffect, useRef } from 'react'
import { CopyButton } from './CopyButton.tsx'
import { Field } from './Field.tsx'

interface CopyFieldProps {
  label: ReactNode
  value: string
  copyLabel?: ReactNode
  /** Focused and selected at once: for a token that is shown once. */
  isSelected?: boolean
  isLabelHidden?: boolean
  onCopied?: () => void
}

/** A value to be taken elsewhere: selected by a press, copied by a button. */
export function CopyField({ label, value, copyLabel, isSelected = false, isLabelHidden, onCopied }: CopyFieldProps) {
  const field = useRef<HTMLInputElement>(null)
  useEffect(() => {
    if (!isSelected) return
    const select = () => {
      field.current?.focus()
      field.current?.select()
    }
    select()
    // A dialog that closes as this one opens gives the focus back to where it was, a moment later.
    const timers = [100, 300].map(ms => setTimeout(() => isFocusElsewhere(field.current) && select(), ms))
    return () => timers.forEach(clearTimeout)
  }, [isSelected])
  return (
    <Field label={label} isLabelHidden={isLabelHidden}>
      {ids => (
        <div className="flex gap-2 max-sm:flex-col">
          <input
            ref={field}
            readOnly
            dir="ltr"
            value={value}
            spellCheck={false}
            autoComplete="off"
            onFocus={event => event.target.select()}
            {...ids}
            className="control min-w-0 flex-1 bg-subtle font-mono text-[13px] max-sm:flex-none"
          />
          <CopyButton text={value} label={copyLabel} onCopied={onCopied} onFailed={() => field.current?.select()} />
        </div>
      )}
    </Field>
  )
}

/** Whether the focus lies outside of the dialog that the field stands in. */
function isFocusElsewhere(field: HTMLElement | null): boolean {
  const dialog = field?.closest('[role="dialog"], [role="alertdialog"]')
  return dialog != null && !dialog.contains(document.activeElement)
}
