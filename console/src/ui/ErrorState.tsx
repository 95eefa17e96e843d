import type { ReactNode } from 'react'
import { Banner } from './Banner.tsx'
import { Button } from './Button.tsx'
import { t } from './ui-messages.ts'

interface ErrorStateProps {
  children: ReactNode
  onRetry: () => void
  isRetrying?: boolean
}

/** A load that failed: one sentence and Try again. What was loaded before stays below it, greyed (`Table isStale`). */
export function ErrorState({ children, onRetry, isRetrying }: ErrorStateProps) {
  return (
    <Banner
      tone="danger"
      role="alert"
      actions={
        <Button isBusy={isRetrying} onClick={onRetry}>
          {t('retry')}
        </Button>
      }
    >
      {children}
    </Banner>
  )
}
