import { Check } from 'lucide-react'
import { cx } from '../../../ui/class-names.ts'
import { t } from './messages.ts'

export const STEPS = ['name', 'permissions', 'review'] as const
export type Step = (typeof STEPS)[number]

const LABELS = { name: 'stepName', permissions: 'stepPermissions', review: 'stepReview' } as const

/** Where the person is: what lies behind them is ticked. */
export function StepBar({ current }: { current: Step }) {
  const at = STEPS.indexOf(current)
  return (
    <ol aria-label={t('steps')} className="mb-5 flex flex-wrap gap-x-6 gap-y-2">
      {STEPS.map((step, index) => (
        <li key={step} aria-current={step === current ? 'step' : undefined} className="flex items-center gap-2">
          <span
            aria-hidden
            className={cx(
              'grid size-6 place-items-center rounded-full text-xs font-medium forced-colors:border',
              index < at
                ? 'bg-ok-soft text-ok-text'
                : step === current
                  ? 'bg-accent text-white'
                  : 'bg-subtle text-muted',
            )}
          >
            {index < at ? <Check className="size-3.5" /> : index + 1}
          </span>
          <span className={step === current ? 'font-medium' : 'text-muted'}>
            {index < at && <span className="sr-only">{t('stepDone', { step: '' })} </span>}
            {t(LABELS[step])}
          </span>
        </li>
      ))}
    </ol>
  )
}
