import type { ReactNode } from 'react'

interface EmptyStateProps {
  icon?: ReactNode
  title: ReactNode
  /** Why there should be something, or how to find it. */
  children?: ReactNode
  actions?: ReactNode
}

/** Says that there is nothing yet, why there could be, and what to do. */
export function EmptyState({ icon, title, children, actions }: EmptyStateProps) {
  return (
    <div className="px-6 py-12 text-center">
      {icon !== undefined && (
        <div aria-hidden className="mx-auto mb-4 grid size-11 place-items-center rounded-xl bg-subtle text-muted">
          {icon}
        </div>
      )}
      <h2 className="font-medium">{title}</h2>
      {children !== undefined && <div className="mx-auto mt-1 max-w-md text-muted">{children}</div>}
      {actions !== undefined && <div className="mt-5 flex flex-wrap justify-center gap-2">{actions}</div>}
    </div>
  )
}
