import { cx } from './class-names.ts'

const FILLS = { ok: 'text-ok', accent: 'text-accent', warn: 'text-warn', danger: 'text-danger' } as const

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
      {/* A drawing, for the policy allows no `style` in the markup that the server draws. */}
      <svg aria-hidden className={cx('block size-full rtl:-scale-x-100 forced-colors:text-[CanvasText]', FILLS[tone])}>
        <rect width={`${part * 100}%`} height="100%" rx="3" fill="currentColor" />
      </svg>
    </div>
  )
}
