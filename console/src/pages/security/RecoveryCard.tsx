import { lazy, Suspense, useState } from 'react'
import { renewRecoveryCodes } from '../../api/security.ts'
import { useAction } from '../../api/use-action.ts'
import { Button } from '../../ui/Button.tsx'
import { Card } from '../../ui/Card.tsx'
import { Fault } from './Fault.tsx'
import { t } from './messages.ts'

const CodesDialog = lazy(async () => ({ default: (await import('./CodesDialog.tsx')).CodesDialog }))

/** The codes for the day the second factor is gone. */
export function RecoveryCard({ left }: { left: number }) {
  const [codes, setCodes] = useState<readonly string[]>()
  const renewing = useAction(async () => setCodes((await renewRecoveryCodes()).recoveryCodes))
  return (
    <Card
      title={t('recovery')}
      lead={t('recoveryLead')}
      actions={
        <Button isBusy={renewing.isRunning} onClick={() => void renewing.run(undefined)}>
          {t('renew')}
        </Button>
      }
    >
      <p className="text-muted">{t('recoveryLeft', { count: left })}</p>
      <Fault problem={renewing.problem} />
      <Suspense>{codes !== undefined && <CodesDialog codes={codes} onDone={() => setCodes(undefined)} />}</Suspense>
    </Card>
  )
}
