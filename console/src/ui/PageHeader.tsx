import { useLocation } from '@tanstack/react-router'
import { ChevronLeft } from 'lucide-react'
import { type ReactNode, useEffect, useRef } from 'react'
import { AppLink } from './AppLink.tsx'

interface PageHeaderProps {
  title: string
  /** One sentence: what this page is for. */
  lead?: ReactNode
  /** Beside the title: a state. */
  badge?: ReactNode
  actions?: ReactNode
  back?: { href: string; label: string }
}

let isFirstPage = true

/** A page's title. After going from page to page the focus moves to it, and the window is named after it. */
export function PageHeader({ title, lead, badge, actions, back }: PageHeaderProps) {
  const heading = useRef<HTMLHeadingElement>(null)
  const path = useLocation({ select: location => location.pathname })
  useEffect(() => {
    if (isFirstPage) isFirstPage = false
    else heading.current?.focus({ preventScroll: true })
  }, [path])
  useEffect(() => {
    document.title = `${title} · Referins`
  }, [title])
  return (
    <div className="mb-6">
      {back !== undefined && (
        <AppLink href={back.href} className="mb-2 inline-flex min-h-7 items-center gap-1 text-muted hover:text-fg">
          <ChevronLeft aria-hidden className="size-4 rtl:-scale-x-100" />
          {back.label}
        </AppLink>
      )}
      <div className="flex flex-wrap items-start justify-between gap-x-6 gap-y-4">
        <div className="min-w-0 max-w-2xl">
          <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
            <h1 ref={heading} tabIndex={-1} className="text-2xl font-semibold tracking-tight wrap-anywhere">
              <bdi>{title}</bdi>
            </h1>
            {badge}
          </div>
          {lead !== undefined && <p className="mt-1 text-muted wrap-anywhere">{lead}</p>}
        </div>
        {actions !== undefined && <div className="flex flex-wrap gap-2 empty:hidden">{actions}</div>}
      </div>
    </div>
  )
}
