import { lazy, Suspense, useState } from 'react'
import { removeTotp, type Security } from '../../api/security.ts'
import { useAction } from '../../api/use-action.ts'
import { Button } from '../../ui/Button.tsx'
import { Card } from '../../ui/Card.tsx'
import { Time } from '../../ui/Time.tsx'
import { showToast } from '../../ui/toasts.ts'
import { Fault } from './Fault.tsx'
import { t } from './messages.ts'

const TotpDialog = lazy(async () => ({ default: (await import('./TotpDialog.tsx')).TotpDialog }))

/** The authenticator app: set up or not. */
export function TotpCard({ totp }: { totp: Security['totp'] }) {
  const [isOpen, setOpen] = useState(false)
  const removing = useAction(async () => {
    await removeTotp()
    showToast(t('totpRemoved'))
  })
  return (
    <Card
      title={t('totp')}
      lead={t('totpLead')}
      actions={
        totp === null ? (
          <Button onClick={() => setOpen(true)}>{t('setUp')}</Button>
        ) : (
          <Button look="dangerQuiet" isBusy={removing.isRunning} onClick={() => void removing.run(undefined)}>
            {t('remove')}
          </Button>
        )
      }
    >
      <p className="text-muted">
        {totp === null ? t('totpOff') : t.rich('totpOn', { time: () => <Time at={totp.since} /> })}
      </p>
      <Fault problem={removing.problem} />
      <Suspense>{isOpen && <TotpDialog onClose={() => setOpen(false)} />}</Suspense>
    </Card>
  )
}
