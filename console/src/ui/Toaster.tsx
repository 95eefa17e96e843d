import { CircleAlert, CircleCheck, X } from 'lucide-react'
import { useEffect, useState } from 'react'
import { IconButton } from './IconButton.tsx'
import { dismissToast, type Toast, useToasts } from './toasts.ts'
import { t } from './ui-messages.ts'

const SHOWN_MS = 6000

/** The toasts, at the lower end corner: 6 s each, longer while the pointer or the focus is on them. */
export function Toaster() {
  const toasts = useToasts()
  const [isHeld, setHeld] = useState(false)
  return (
    <section
      aria-label={t('notifications')}
      onPointerEnter={() => setHeld(true)}
      onPointerLeave={() => setHeld(false)}
      onFocus={() => setHeld(true)}
      onBlur={() => setHeld(false)}
      className="fixed end-4 bottom-4 z-50 flex w-[min(24rem,calc(100vw-2rem))] flex-col gap-2 empty:hidden"
    >
      <div role="log" aria-live="polite" className="flex flex-col gap-2">
        {toasts.map(toast => (
          <ToastCard key={toast.id} toast={toast} isHeld={isHeld} />
        ))}
      </div>
    </section>
  )
}

function ToastCard({ toast, isHeld }: { toast: Toast; isHeld: boolean }) {
  useEffect(() => {
    if (isHeld) return
    const timer = setTimeout(() => dismissToast(toast.id), SHOWN_MS)
    return () => clearTimeout(timer)
  }, [isHeld, toast.id])
  const Icon = toast.tone === 'ok' ? CircleCheck : CircleAlert
  const undo = () => {
    dismissToast(toast.id)
    toast.undo?.()
  }
  return (
    <div className="flex items-center gap-3 rounded-xl border border-line bg-surface py-2 ps-3.5 pe-2 shadow-lg">
      <Icon
        aria-hidden
        className={toast.tone === 'ok' ? 'size-4 shrink-0 text-ok-text' : 'size-4 shrink-0 text-danger-text'}
      />
      <p className="min-w-0 flex-1 wrap-anywhere">{toast.text}</p>
      {toast.undo !== undefined && (
        <button
          type="button"
          onClick={undo}
          className="min-h-9 rounded-md px-2 font-medium text-accent-text hover:bg-hover"
        >
          {t('undo')}
        </button>
      )}
      <IconButton
        label={t('dismiss')}
        icon={<X aria-hidden className="size-4" />}
        onClick={() => dismissToast(toast.id)}
      />
    </div>
  )
}
