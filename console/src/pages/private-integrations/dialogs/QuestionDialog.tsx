import type { ReactNode } from 'react'
import type { ApiProblem } from '../../../api/problem.ts'
import { Banner } from '../../../ui/Banner.tsx'
import { Button } from '../../../ui/Button.tsx'
import { Dialog } from '../../../ui/Dialog.tsx'
import { Form } from '../../../ui/Form.tsx'
import { t } from './messages.ts'

interface QuestionDialogProps {
  title: string
  lead?: ReactNode
  onClose: () => void
  /** What the quiet way out says, where Cancel would read like the action itself. */
  wayOut?: string
  /** The button: verb and object. Without it there is nothing to do but close. */
  action?: string
  /** It cannot be undone. */
  isFinal?: boolean
  onConfirm: () => void
  isBusy: boolean
  isDisabled?: boolean
  problem: ApiProblem | undefined
  children?: ReactNode
}

/** A question about a token with one answer that does something, and a quiet way out. */
export function QuestionDialog(props: QuestionDialogProps) {
  const {
    title,
    lead,
    onClose,
    wayOut = t('cancel'),
    action,
    isFinal = false,
    onConfirm,
    isBusy,
    isDisabled = false,
    problem,
    children,
  } = props
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={title}
      description={lead}
      footer={
        <>
          <Button look="quiet" onClick={onClose}>
            {wayOut}
          </Button>
          {action !== undefined && (
            <Button look={isFinal ? 'danger' : 'primary'} isBusy={isBusy} disabled={isDisabled} onClick={onConfirm}>
              {action}
            </Button>
          )}
        </>
      }
    >
      <Form className="flex flex-col gap-4" onSubmit={() => !isDisabled && !isBusy && onConfirm()} faults={problem}>
        {children}
        {problem !== undefined && (
          <Banner tone="danger" role="alert">
            {problem.detail}
          </Banner>
        )}
      </Form>
    </Dialog>
  )
}
