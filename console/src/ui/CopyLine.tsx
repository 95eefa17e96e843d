import { CopyButton } from './CopyButton.tsx'
import { t } from './ui-messages.ts'

/** A value among others with a quiet button to copy it; `what` names it for who cannot see what stands beside it. */
export function CopyLine({ what, text }: { what: string; text: string }) {
  return (
    <span className="-my-1.5 flex items-center justify-between gap-3">
      <code dir="ltr" className="font-mono text-[13px] wrap-anywhere">
        {text}
      </code>
      <span className="shrink-0">
        <CopyButton
          look="quiet"
          text={text}
          label={
            <span>
              <span className="sr-only">{t('copyOf', { what })}</span>
              <span aria-hidden>{t('copy')}</span>
            </span>
          }
        />
      </span>
    </span>
  )
}
