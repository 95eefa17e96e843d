import type { ComponentProps } from 'react'
import { cx } from './class-names.ts'
import { Field, type FieldText } from './Field.tsx'

type TextFieldProps = FieldText & Omit<ComponentProps<'input'>, 'id'>

/** One line of text, a number, a date, a password: whatever `type` says. */
export function TextField({ label, hint, fault, isOptional, isLabelHidden, className, ...rest }: TextFieldProps) {
  return (
    <Field {...{ label, hint, fault, isOptional, isLabelHidden }}>
      {ids => (
        <input dir={rest.value === '' ? undefined : 'auto'} {...rest} {...ids} className={cx('control', className)} />
      )}
    </Field>
  )
}
