import { Check, Minus } from 'lucide-react'
import { type ComponentProps, useEffect, useRef } from 'react'
import { cx } from './class-names.ts'

type TickProps = Omit<ComponentProps<'input'>, 'type' | 'onChange'> & {
  isMixed?: boolean
  onCheckedChange?: (isChecked: boolean) => void
}

/** The box alone, for a table's rows: hand it an `aria-label`. */
export function Tick({ isMixed = false, onCheckedChange, className, checked, ...rest }: TickProps) {
  const box = useRef<HTMLInputElement>(null)
  useEffect(() => {
    if (box.current !== null) box.current.indeterminate = isMixed
  }, [isMixed])
  const Mark = isMixed ? Minus : Check
  return (
    <span className={cx('relative inline-grid size-4.5 shrink-0', className)}>
      <input
        ref={box}
        type="checkbox"
        checked={checked}
        {...rest}
        onChange={event => onCheckedChange?.(event.target.checked)}
        className="tick peer rounded-[5px] before:absolute before:-inset-2"
      />
      <Mark
        aria-hidden
        strokeWidth={3}
        className="pointer-events-none absolute inset-0.5 hidden size-3.5 text-white peer-checked:block peer-indeterminate:block forced-colors:!hidden"
      />
    </span>
  )
}
