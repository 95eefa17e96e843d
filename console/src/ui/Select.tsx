import type { ComponentProps } from 'react'
import { cx } from './class-names.ts'
import { Field, type FieldText } from './Field.tsx'

type SelectProps = FieldText &
  Omit<ComponentProps<'select'>, 'id' | 'children' | 'onChange'> & {
    options: readonly { value: string; label: string }[]
    onValueChange?: (value: string) => void
  }

/** One of a few. The browser's own list: it fits every phone and every reader. */
export function Select(props: SelectProps) {
  const { label, hint, fault, isOptional, isLabelHidden, options, onValueChange, className, ...rest } = props
  return (
    <Field {...{ label, hint, fault, isOptional, isLabelHidden }}>
      {ids => (
        <select
          {...rest}
          {...ids}
          onChange={event => onValueChange?.(event.target.value)}
          className={cx('control', className)}
        >
          {options.map(option => (
            <option key={option.value} value={option.value}>
              {option.label}
            </option>
          ))}
        </select>
      )}
    </Field>
  )
}
