import { toProblem } from '../api/problem.ts'
import { ErrorState } from '../ui/ErrorState.tsx'
import { t } from './stale-messages.ts'

/** What of a query this needs: that a load failed, and how to try again. */
interface Reading {
  isError: boolean
  error: unknown
  isFetching: boolean
  refetch: () => unknown
}

/** Above a page that goes on showing what it loaded before: that this may be out of date, why, and Try again. */
export function StaleNotice({ reading }: { reading: Reading }) {
  if (!reading.isError) return null
  return (
    <div className="mb-4">
      <ErrorState onRetry={() => void reading.refetch()} isRetrying={reading.isFetching}>
        {t('stale', { reason: toProblem(reading.error).detail })}
      </ErrorState>
    </div>
  )
}
