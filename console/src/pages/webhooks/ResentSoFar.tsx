import { t } from './messages.ts'

/** How many are on their way again while the rest follows, part by part. */
export function ResentSoFar({ count }: { count: number }) {
  return (
    <p role="status" className="mt-3 text-muted">
      {count > 0 && t('resentSoFar', { count })}
    </p>
  )
}
