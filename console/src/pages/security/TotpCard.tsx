import { lazy, Suspense, useState } from 'react'
import type { Security } from '../../api/security.ts'
import { Button } from '../../ui/Button.tsx'
import { Card } from '../../ui/Card.tsx'
import { Time } from '../../ui/Time.tsx'
import { t } from './messages.ts'

const TotpDialog = lazy(async () => ({ default: (await import('./TotpDialog.tsx')).TotpDialog }))
const RemoveFactorDialog = lazy(async () => ({
  default: (await import('./RemoveFactorDialog.tsx')).RemoveFactorDialog,
}))

/** The authenticator app: set up or not. */
export function TotpCard({ security }: { security: Security }) {
  const { totp } = security
  const [opened, open] = useState<'set-up' | 'remove'>()
  const close = () => open(undefined)
  return (
    <Card
      title={t('totp')}
      lead={t('totpLead')}
      actions={
        totp === null ? (
          <Button onClick={() => open('set-up')}>{t('setUp')}</Button>
        ) : (
          <Button look="dangerQuiet" onClick={() => open('remove')}>
            {t('remove')}
          </Button>
        )
      }
    >
      <p className="text-muted">
        {totp === null ? t('totpOff') : t.rich('totpOn', { time: () => <Time at={totp.since} /> })}
      </p>
      <Suspense>
        {opened === 'set-up' && <TotpDialog onClose={close} />}
        {opened === 'remove' && <RemoveFactorDialog security={security} onClose={close} />}
      </Suspense>
    </Card>
  )
}
