import type { ReactNode } from 'react'
import { EmptyState } from '../ui/EmptyState.tsx'
import { PageHeader } from '../ui/PageHeader.tsx'

/** A page that says one thing and shows one way out. */
export function Message({ title, children, actions }: { title: string; children: ReactNode; actions: ReactNode }) {
  return (
    <>
      <PageHeader title={title} />
      <div className="rounded-xl border border-line bg-surface">
        <EmptyState title={children} actions={actions} />
      </div>
    </>
  )
}
