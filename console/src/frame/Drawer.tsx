import { Dialog as Base } from '@base-ui/react/dialog'
import { X } from 'lucide-react'
import { BACKDROP } from '../ui/dialog-classes.ts'
import { t as kit } from '../ui/ui-messages.ts'
import { t } from './messages.ts'
import { Nav } from './Nav.tsx'

/** The menu on windows below 1024 px: slides in from the start. */
export function Drawer({ onClose }: { onClose: () => void }) {
  return (
    <Base.Root open onOpenChange={isOpen => !isOpen && onClose()}>
      <Base.Portal>
        <Base.Backdrop className={BACKDROP} />
        <Base.Popup className="fixed inset-y-0 start-0 z-50 w-72 max-w-[85vw] overflow-y-auto border-e border-line bg-bg p-4 transition duration-150 outline-none data-[ending-style]:-translate-x-full data-[starting-style]:-translate-x-full rtl:data-[ending-style]:translate-x-full rtl:data-[starting-style]:translate-x-full">
          <div className="mb-4 flex items-center justify-between">
            <Base.Title className="px-2.5 font-semibold">{t('settings')}</Base.Title>
            <Base.Close aria-label={kit('close')} className="grid size-9 place-items-center rounded-lg hover:bg-hover">
              <X aria-hidden className="size-4" />
            </Base.Close>
          </div>
          <Nav onPick={onClose} />
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
  )
}
