import { type ReactNode, useState } from 'react'
import { AlertDialog } from './AlertDialog.tsx'
import { Banner } from './Banner.tsx'
import { Button } from './Button.tsx'
import { Form } from './Form.tsx'
import { TextField } from './TextField.tsx'
import { t } from './ui-messages.ts'

interface ConfirmByTypingProps {
  isOpen: boolean
  onClose: () => void
  title: ReactNode
  /** What breaks, for whom, and that it cannot be undone. */
  children: ReactNode
  /** What must be typed: the thing's name. */
  name: string
  /** The button: verb and object. */
  action: string
  onConfirm: () => void
  isBusy?: boolean
  problem?: string | undefined
}

/** The words to be typed, set apart from the sentence around them. */
function Typed({ children }: { children: ReactNode }) {
  return (
    <bdi className="rounded bg-subtle px-1.5 py-0.5 font-semibold wrap-anywhere ring-1 ring-line ring-inset">
      {children}
    </bdi>
  )
}

/** Asks for a thing's name before it is gone for good. */
export function ConfirmByTyping(props: ConfirmByTypingProps) {
  const { isOpen, onClose, title, children, name, action, onConfirm, isBusy, problem } = props
  const [typed, setTyped] = useState('')
  const isRight = typed.trim() === name.trim()
  const close = () => {
    setTyped('')
    onClose()
  }
  return (
    <AlertDialog
      isOpen={isOpen}
      onClose={close}
      title={title}
      footer={
        <>
          <Button look="quiet" onClick={close}>
            {t('cancel')}
          </Button>
          <Button look="danger" disabled={!isRight} isBusy={isBusy} onClick={onConfirm}>
            {action}
          </Button>
        </>
      }
    >
      <Form className="flex flex-col gap-4" onSubmit={() => isRight && !isBusy && onConfirm()}>
        <div className="text-muted">{children}</div>
        <TextField
          label={t.rich('typeToConfirm', { name, b: chunks => <Typed>{chunks}</Typed> })}
          value={typed}
          onChange={event => setTyped(event.target.value)}
          autoComplete="off"
          spellCheck={false}
        />
        {problem !== undefined && (
          <Banner tone="danger" role="alert">
            {problem}
          </Banner>
        )}
      </Form>
    </AlertDialog>
  )
}
