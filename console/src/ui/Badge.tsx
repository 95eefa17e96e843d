import type { ReactNode } from 'react'
import { cx } from './class-names.ts'

/** What a colour means; the words beside it say the same. */
export type Tone = 'neutral' | 'ok' | 'accent' | 'onAccent' | 'warn' | 'danger'

const TONES: Record<Tone, string> = {
  neutral: 'bg-subtle text-muted',
  ok: 'bg-ok-soft text-ok-text',
  accent: 'bg-accent-soft text-accent-text',
  /** The same on a ground of that colour. */
  onAccent: 'bg-surface text-accent-text',
  warn: 'bg-warn-soft text-warn-text',
  danger: 'bg-danger-soft text-danger-text',
}

/** A small label: a state (with a dot) or a tag (without). */
export function Badge({ tone = 'neutral', hasDot, children }: { tone?: Tone; hasDot?: boolean; children: ReactNode }) {
  return (
    <span
      className={cx(
        'inline-flex min-h-6 items-center gap-1.5 rounded-full px-2.5 text-xs font-medium whitespace-nowrap',
        'forced-colors:border',
        TONES[tone],
      )}
    >
      {hasDot && <span aria-hidden className="size-1.5 rounded-full bg-current" />}
      {children}
    </span>
  )
}
