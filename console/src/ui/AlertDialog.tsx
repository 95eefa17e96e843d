import { AlertDialog as Base } from '@base-ui/react/alert-dialog'
import type { ReactNode } from 'react'
import { BACKDROP, FOOTER, POPUP_WIDTHS } from './dialog-classes.ts'

interface AlertDialogProps {
  isOpen: boolean
  /** Absent = the dialog must be answered by its buttons: Escape and a press outside do nothing. */
  onClose?: () => void
  title: ReactNode
  description?: ReactNode
  footer: ReactNode
  width?: keyof typeof POPUP_WIDTHS
  children?: ReactNode
}

/** A dialog that a press outside never closes: for a question that matters, or a token that is shown once. */
export function AlertDialog({
  isOpen,
  onClose,
  title,
  description,
  footer,
  width = 'normal',
  children,
}: AlertDialogProps) {
  return (
    <Base.Root open={isOpen} onOpenChange={open => !open && onClose?.()}>
      <Base.Portal>
        <Base.Backdrop className={BACKDROP} />
        <Base.Popup className={POPUP_WIDTHS[width]}>
          <div className="shrink-0 px-5 pt-5 sm:px-6">
            <Base.Title className="text-lg font-semibold tracking-tight wrap-anywhere">{title}</Base.Title>
            {description !== undefined && (
              <Base.Description render={<div />} className="mt-1 text-muted">
                {description}
              </Base.Description>
            )}
          </div>
          <div className="min-h-0 flex-1 overflow-y-auto px-5 py-4 sm:px-6">{children}</div>
          <div className={FOOTER}>{footer}</div>
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
  )
}
