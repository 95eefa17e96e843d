import { useEffect, useState } from 'react'
import { cx } from './class-names.ts'
import { t } from './ui-messages.ts'

const SHOWN_AFTER_MS = 200

/** Where lines will be. It shows after 200 ms only, so that a quick answer does not flicker. */
export function Skeleton({ lines = 4, className }: { lines?: number; className?: string }) {
  const isDue = useDue()
  return (
    <div role="status" className={cx('min-h-40', className)}>
      {isDue && (
        <>
          <span className="sr-only">{t('loading')}</span>
          <div aria-hidden className="divide-y divide-line">
            {Array.from({ length: lines }, (_, line) => (
              <div key={line} className="flex items-center gap-6 p-4">
                <div className="h-8 w-2/5 animate-pulse rounded-md bg-subtle" />
                <div className="h-6 w-20 animate-pulse rounded-full bg-subtle" />
                <div className="ms-auto h-4 w-24 animate-pulse rounded-md bg-subtle max-sm:hidden" />
              </div>
            ))}
          </div>
        </>
      )}
    </div>
  )
}

function useDue(): boolean {
  const [isDue, setDue] = useState(false)
  useEffect(() => {
    const timer = setTimeout(() => setDue(true), SHOWN_AFTER_MS)
    return () => clearTimeout(timer)
  }, [])
  return isDue
}
