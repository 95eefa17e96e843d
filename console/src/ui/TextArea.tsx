import type { ComponentProps } from 'react'
import { cx } from './class-names.ts'
import { Field, type FieldText } from './Field.tsx'

type TextAreaProps = FieldText & Omit<ComponentProps<'textarea'>, 'id'>

/** Several lines of text; it grows with what is typed. */
export function TextArea({ label, hint, fault, isOptional, isLabelHidden, className, ...rest }: TextAreaProps) {
  return (
    <Field {...{ label, hint, fault, isOptional, isLabelHidden }}>
      {ids => (
        <textarea
          dir="auto"
          rows={3}
          {...rest}
          {...ids}
          className={cx('control field-sizing-content h-auto min-h-20 py-2', className)}
        />
      )}
    </Field>
  )
}
