import { Dialog as Base } from '@base-ui/react/dialog'
import { X } from 'lucide-react'
import { type ReactNode, useRef } from 'react'
import { BACKDROP, FOOTER, POPUP_WIDTHS } from './dialog-classes.ts'
import { t } from './ui-messages.ts'

export interface DialogProps {
  isOpen: boolean
  onClose: () => void
  /** The question or the task, never "Are you sure?". */
  title: ReactNode
  description?: ReactNode
  /** Buttons: verb and object; Cancel is quiet. */
  footer?: ReactNode
  width?: keyof typeof POPUP_WIDTHS
  children?: ReactNode
}

/** A dialog that Escape, a press outside and its cross close. Focus goes back to what opened it. */
export function Dialog({ isOpen, onClose, title, description, footer, width = 'normal', children }: DialogProps) {
  const content = useRef<HTMLDivElement>(null)
  // What is to be filled in comes first; without it the dialog's own order decides.
  const firstField = () => content.current?.querySelector<HTMLElement>('input, select, textarea') ?? true
  return (
    <Base.Root open={isOpen} onOpenChange={open => !open && onClose()}>
      <Base.Portal>
        <Base.Backdrop className={BACKDROP} />
        <Base.Popup className={POPUP_WIDTHS[width]} initialFocus={firstField}>
          <div className="flex shrink-0 items-start justify-between gap-4 px-5 pt-5 sm:px-6">
            <div className="min-w-0">
              <Base.Title className="text-lg font-semibold tracking-tight wrap-anywhere">{title}</Base.Title>
              {description !== undefined && (
                <Base.Description render={<div />} className="mt-1 text-muted">
                  {description}
                </Base.Description>
              )}
            </div>
            <Base.Close
              aria-label={t('close')}
              className="-me-2 grid size-9 shrink-0 place-items-center rounded-lg text-muted hover:bg-hover hover:text-fg"
            >
              <X aria-hidden className="size-4" />
            </Base.Close>
          </div>
          <div ref={content} className="min-h-0 flex-1 overflow-y-auto px-5 py-4 sm:px-6">
            {children}
          </div>
          {footer !== undefined && <div className={FOOTER}>{footer}</div>}
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
  )
}
