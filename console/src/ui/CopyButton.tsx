import { Check, Copy } from 'lucide-react'
import type { ReactNode } from 'react'
import { Button } from './Button.tsx'
import type { ButtonLook } from './button-classes.ts'
import { useCopy } from './copy-text.ts'
import { t } from './ui-messages.ts'

interface CopyButtonProps {
  text: string
  label?: ReactNode
  look?: ButtonLook
  onCopied?: () => void
  /** Called where the browser forbids copying: select the text, so that Ctrl+C does. */
  onFailed?: () => void
}

/** Copies a text and says so. */
export function CopyButton({ text, label = t('copy'), look, onCopied, onFailed }: CopyButtonProps) {
  const { state, copy } = useCopy()
  const press = async () => {
    if (await copy(text)) onCopied?.()
    else onFailed?.()
  }
  const Icon = state === 'copied' ? Check : Copy
  return (
    <Button look={look} icon={<Icon aria-hidden className="size-4" />} onClick={() => void press()}>
      <span aria-live="polite">
        {state === 'copied' ? t('copied') : state === 'failed' ? t('copyManually') : label}
      </span>
    </Button>
  )
}
