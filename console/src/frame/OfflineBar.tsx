import { WifiOff } from 'lucide-react'
import { isOnline } from '../api/connection.ts'
import { t } from './messages.ts'

/** Says, while the server cannot be reached, that nothing is saved. */
export function OfflineBar() {
  const isReachable = isOnline.use()
  return (
    <div role="status" className="sticky top-0 z-60">
      {!isReachable && (
        <p className="flex min-h-9 items-center justify-center gap-2 border-b border-line bg-warn-soft px-4 py-1.5 font-medium text-warn-text">
          <WifiOff aria-hidden className="size-4" />
          {t('offline')}
        </p>
      )}
    </div>
  )
}
