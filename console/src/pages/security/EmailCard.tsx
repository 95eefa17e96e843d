import { lazy, Suspense, useState } from 'react'
import { cancelEmailChange, type Security } from '../../api/security.ts'
import { useAction } from '../../api/use-action.ts'
import { Banner } from '../../ui/Banner.tsx'
import { Button } from '../../ui/Button.tsx'
import { Card } from '../../ui/Card.tsx'
import { Time } from '../../ui/Time.tsx'
import { showToast } from '../../ui/toasts.ts'
import { Fault } from './Fault.tsx'
import { t } from './messages.ts'

const EmailDialog = lazy(async () => ({ default: (await import('./EmailDialog.tsx')).EmailDialog }))

/** The address that the person signs in with, and the one that waits to be confirmed. */
export function EmailCard({ security }: { security: Security }) {
  const { email, emailChange, canMail } = security
  const [isOpen, setOpen] = useState(false)
  const cancelling = useAction(async () => {
    await cancelEmailChange()
    showToast(t('emailKept', { email }))
  })
  return (
    <Card
      title={t('email')}
      lead={t('emailLead')}
      actions={canMail && <Button onClick={() => setOpen(true)}>{t('changeEmail')}</Button>}
    >
      <p className="font-medium wrap-anywhere">
        <bdi>{email}</bdi>
      </p>
      {!canMail && <p className="mt-1 text-[13px] text-muted">{t('noMail')}</p>}
      {emailChange !== null && (
        <Banner
          tone="info"
          className="mt-4"
          actions={
            <Button isBusy={cancelling.isRunning} onClick={() => void cancelling.run(undefined)}>
              {t('keepEmail')}
            </Button>
          }
        >
          {t.rich('emailWaits', {
            email: emailChange.email,
            b: chunks => <b className="font-medium wrap-anywhere">{chunks}</b>,
            time: () => <Time at={emailChange.expiresAt} />,
          })}
        </Banner>
      )}
      <Fault problem={cancelling.problem} />
      <Suspense>{isOpen && <EmailDialog email={email} onClose={() => setOpen(false)} />}</Suspense>
    </Card>
  )
}
