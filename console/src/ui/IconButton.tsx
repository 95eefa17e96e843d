import type { ComponentProps, ReactNode } from 'react'
import { cx } from './class-names.ts'

type IconButtonProps = Omit<ComponentProps<'button'>, 'children'> & { label: string; icon: ReactNode }

/** A button that shows only a drawing; its name is spoken and shown on hover. */
export function IconButton({ label, icon, className, ...rest }: IconButtonProps) {
  return (
    <button
      type="button"
      aria-label={label}
      title={label}
      {...rest}
      className={cx(
        'inline-grid size-9 shrink-0 place-items-center rounded-lg text-muted hover:bg-hover hover:text-fg',
        className,
      )}
    >
      {icon}
    </button>
  )
}
