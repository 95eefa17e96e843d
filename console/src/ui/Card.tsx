import { type ReactNode, useId } from 'react'
import { cx } from './class-names.ts'

interface CardProps {
  title?: ReactNode
  lead?: ReactNode
  /** Stands at the end of the title's line. */
  actions?: ReactNode
  footer?: ReactNode
  /** The footer stays in view while a long card scrolls by. */
  isFooterSticky?: boolean
  /** Without the inner margin, for a table. */
  isFlush?: boolean
  className?: string
  children?: ReactNode
}

/** A framed part of a page; with a title it is a region of that name. */
export function Card(props: CardProps) {
  const { title, lead, actions, footer, isFooterSticky = false, isFlush = false, className, children } = props
  const id = useId()
  const Element = title === undefined ? 'div' : 'section'
  return (
    <Element
      aria-labelledby={title === undefined ? undefined : id}
      className={cx(
        'min-w-0 rounded-xl border border-line bg-surface shadow-xs',
        isFlush && 'overflow-hidden',
        className,
      )}
    >
      {title !== undefined && (
        <div className="flex flex-wrap items-center justify-between gap-3 px-4 pt-4 sm:flex-nowrap sm:px-5">
          <div className="min-w-0">
            <h2 id={id} className="font-semibold">
              {title}
            </h2>
            {lead !== undefined && <p className="text-[13px] text-muted">{lead}</p>}
          </div>
          {actions && <div className="flex flex-wrap gap-2 sm:shrink-0">{actions}</div>}
        </div>
      )}
      {children !== undefined && <div className={cx(!isFlush && 'p-4 sm:px-5')}>{children}</div>}
      {footer !== undefined && (
        <div
          className={cx(
            'flex flex-wrap items-center justify-end gap-2 rounded-b-xl border-t border-line px-4 py-3 sm:px-5',
            isFooterSticky ? 'sticky bottom-0 z-2 bg-subtle' : 'bg-subtle/60',
          )}
        >
          {footer}
        </div>
      )}
    </Element>
  )
}
