import { cx } from './class-names.ts'

const LOOKS = {
  /** The one thing to do on a page. */
  primary: 'border-transparent bg-accent text-white shadow-xs hover:bg-accent-hover',
  plain: 'border-line bg-surface text-fg shadow-xs hover:bg-hover',
  /** What cannot be undone. */
  danger: 'border-transparent bg-danger text-white shadow-xs hover:bg-danger-hover',
  /** Leads to a dialog about something that cannot be undone. */
  dangerQuiet: 'border-line bg-surface text-danger-text shadow-xs hover:bg-danger-soft',
  quiet: 'border-transparent text-muted hover:bg-hover hover:text-fg',
} as const

export type ButtonLook = keyof typeof LOOKS

/** The look of buttons, for those that are links too. */
export function buttonClass(look: ButtonLook = 'plain', className?: string): string {
  return cx(
    'inline-flex min-h-9 items-center justify-center gap-2 rounded-lg border px-3.5 py-1.5 text-start font-medium',
    'transition-colors disabled:cursor-not-allowed disabled:opacity-60 aria-disabled:cursor-not-allowed aria-disabled:opacity-60',
    LOOKS[look],
    className,
  )
}
