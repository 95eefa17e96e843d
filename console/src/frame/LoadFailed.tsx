import { type ErrorComponentProps, useRouter } from '@tanstack/react-router'
import { Button } from '../ui/Button.tsx'
import { EmptyState } from '../ui/EmptyState.tsx'
import { t } from './messages.ts'

/** A page whose code or first data did not come. */
export function LoadFailed({ reset }: ErrorComponentProps) {
  const router = useRouter()
  const retry = () => {
    reset()
    void router.invalidate()
  }
  return (
    <EmptyState
      title={t('failedTitle')}
      actions={
        <Button look="primary" onClick={retry}>
          {t('retry')}
        </Button>
      }
    >
      {t('failed')}
    </EmptyState>
  )
}
