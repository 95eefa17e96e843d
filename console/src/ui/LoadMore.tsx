import { Button } from './Button.tsx'
import { t } from './ui-messages.ts'

interface LoadMoreProps {
  /** "25 of 40 integrations", spoken when it changes. */
  count: string
  hasMore: boolean
  isLoading: boolean
  onMore: () => void
}

/** The foot of a list: how much is shown, and the way to more. */
export function LoadMore({ count, hasMore, isLoading, onMore }: LoadMoreProps) {
  return (
    <div className="mt-3 flex flex-wrap items-center justify-between gap-3">
      <p aria-live="polite" className="text-[13px] text-muted">
        {count}
      </p>
      {hasMore && (
        <Button isBusy={isLoading} onClick={onMore}>
          {t('loadMore')}
        </Button>
      )}
    </div>
  )
}
