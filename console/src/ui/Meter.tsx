import { cx } from './class-names.ts'

const FILLS = { ok: 'bg-ok', accent: 'bg-accent', warn: 'bg-warn', danger: 'bg-danger' } as const

interface MeterProps {
  value: number
  max: number
  tone: keyof typeof FILLS
  /** The same in words: "97 of 90 days". */
  text: string
  label: string
}

/** How much of something is used up. Words must stand beside it; it is drawn in the person's own colours where those rule. */
export function Meter({ value, max, tone, text, label }: MeterProps) {
  const part = max <= 0 ? 0 : Math.min(1, Math.max(0, value / max))
  return (
    <div
      role="meter"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={max}
      aria-valuenow={Math.min(max, Math.max(0, value))}
      aria-valuetext={text}
      className="h-1.5 w-full overflow-hidden rounded-full bg-line"
    >
      <div data-fill className={cx('h-full rounded-full', FILLS[tone])} style={{ width: `${part * 100}%` }} />
    </div>
  )
}
