import { Search } from 'lucide-react'
import { useEffect } from 'react'
import { useIsTakenOver } from '../ui/taken-over.ts'
import { t } from './messages.ts'

const hasCommandKey = () => navigator.userAgent.includes('Mac')

/** Opens the search over everything; Ctrl+K or Cmd+K does too. */
export function SearchButton({ onOpen }: { onOpen: () => void }) {
  const isMac = useIsTakenOver() && hasCommandKey()
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() !== 'k' || !(isMac ? event.metaKey : event.ctrlKey) || event.altKey) return
      event.preventDefault()
      if (document.querySelector('[role="alertdialog"]') === null) onOpen()
    }
    addEventListener('keydown', press)
    return () => removeEventListener('keydown', press)
  }, [onOpen, isMac])
  return (
    <button
      type="button"
      onClick={onOpen}
      aria-keyshortcuts={isMac ? 'Meta+K' : 'Control+K'}
      className="flex min-h-9 items-center gap-2 rounded-lg text-muted hover:bg-hover hover:text-fg max-md:size-9 max-md:justify-center md:border md:border-line md:bg-surface md:ps-3 md:pe-2"
    >
      <Search aria-hidden className="size-4" />
      <span className="max-md:sr-only">{t('search')}</span>
      <kbd aria-hidden className="ms-4 rounded-md border border-line bg-subtle px-1.5 font-sans text-xs max-md:hidden">
        {isMac ? '⌘K' : 'Ctrl K'}
      </kbd>
    </button>
  )
}
