import { LoaderCircle } from 'lucide-react'
import type { ComponentProps, ReactNode } from 'react'
import { type ButtonLook, buttonClass } from './button-classes.ts'

type ButtonProps = ComponentProps<'button'> & {
  look?: ButtonLook
  icon?: ReactNode
  /** At work: shows it, and takes no second press. */
  isBusy?: boolean
}

/** A button. It submits nothing unless `type="submit"` says so. */
export function Button({ look, icon, isBusy = false, className, children, onClick, ...rest }: ButtonProps) {
  return (
    <button
      type="button"
      {...rest}
      aria-busy={isBusy || undefined}
      onClick={isBusy ? event => event.preventDefault() : onClick}
      className={buttonClass(look, className)}
    >
      {isBusy ? <LoaderCircle aria-hidden className="size-4 animate-spin" /> : icon}
      {children}
    </button>
  )
}
