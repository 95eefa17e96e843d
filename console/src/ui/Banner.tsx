import { CircleAlert, CircleCheck, Info, TriangleAlert } from 'lucide-react'
import type { ReactNode } from 'react'
import { cx } from './class-names.ts'

const LOOKS = {
  info: { className: 'bg-accent-soft', icon: <Info aria-hidden className="mt-0.5 size-4 shrink-0 text-accent-text" /> },
  ok: { className: 'bg-ok-soft', icon: <CircleCheck aria-hidden className="mt-0.5 size-4 shrink-0 text-ok-text" /> },
  warn: {
    className: 'bg-warn-soft',
    icon: <TriangleAlert aria-hidden className="mt-0.5 size-4 shrink-0 text-warn-text" />,
  },
  danger: {
    className: 'bg-danger-soft',
    icon: <CircleAlert aria-hidden className="mt-0.5 size-4 shrink-0 text-danger-text" />,
  },
} as const

interface BannerProps {
  tone: keyof typeof LOOKS
  /** `alert` is spoken at once: for what went wrong after a press. */
  role?: 'status' | 'alert' | 'note'
  actions?: ReactNode
  className?: string
  children: ReactNode
}

/** One sentence that stands out, with what can be done about it. */
export function Banner({ tone, role = 'note', actions, className, children }: BannerProps) {
  const look = LOOKS[tone]
  return (
    <div
      role={role}
      className={cx(
        'flex flex-wrap items-center gap-x-4 gap-y-3 rounded-xl border border-line p-3.5',
        look.className,
        className,
      )}
    >
      <div className="flex min-w-0 flex-1 basis-60 items-start gap-3">
        {look.icon}
        <div className="min-w-0 flex-1 wrap-anywhere">{children}</div>
      </div>
      {actions}
    </div>
  )
}
