import { type ReactNode, useId } from 'react'
import { cx } from './class-names.ts'

interface RadioCardsProps<V extends string> {
  legend: ReactNode
  isLegendHidden?: boolean
  options: readonly { value: V; label: ReactNode; hint?: ReactNode }[]
  value: V | undefined
  onChange: (value: V) => void
  /** How many stand side by side where there is room. */
  columns?: 1 | 2
}

/** One of a few, each with a sentence. */
export function RadioCards<V extends string>(props: RadioCardsProps<V>) {
  const { legend, isLegendHidden, options, value, onChange, columns = 1 } = props
  const name = useId()
  return (
    <fieldset className="min-w-0">
      <legend className={isLegendHidden ? 'sr-only' : 'mb-2 font-medium'}>{legend}</legend>
      <div className={cx('grid gap-2.5', columns === 2 && 'sm:grid-cols-2')}>
        {options.map(option => (
          <label
            key={option.value}
            className="flex gap-3 rounded-lg border border-line p-3.5 hover:bg-hover has-checked:border-accent has-checked:bg-accent-soft has-focus-visible:outline-2 has-focus-visible:outline-offset-2 has-focus-visible:outline-accent"
          >
            <input
              type="radio"
              name={name}
              value={option.value}
              checked={value === option.value}
              onChange={() => onChange(option.value)}
              aria-describedby={option.hint === undefined ? undefined : `${name}-${option.value}`}
              aria-labelledby={`${name}-${option.value}-label`}
              className="tick mt-0.5 rounded-full shadow-[inset_0_0_0_3px_var(--surface)] focus-visible:outline-none not-checked:shadow-none"
            />
            <span className="min-w-0">
              <span id={`${name}-${option.value}-label`} className="font-medium">
                {option.label}
              </span>
              {option.hint !== undefined && (
                <span id={`${name}-${option.value}`} className="block text-[13px] text-muted">
                  {option.hint}
                </span>
              )}
            </span>
          </label>
        ))}
      </div>
    </fieldset>
  )
}
