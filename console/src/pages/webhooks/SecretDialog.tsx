import { useEffect, useState } from 'react'
import { AlertDialog } from '../../ui/AlertDialog.tsx'
import { Banner } from '../../ui/Banner.tsx'
import { Button } from '../../ui/Button.tsx'
import { Checkbox } from '../../ui/Checkbox.tsx'
import { CopyField } from '../../ui/CopyField.tsx'
import { t } from './messages.ts'

/** Shows a signing secret the one time it can be seen. Absent: it was shown before. */
export function SecretDialog({ secret, onDone }: { secret: string | undefined; onDone: () => void }) {
  const [isSaved, setSaved] = useState(secret === undefined)
  const [isReminded, setReminded] = useState(false)
  useEffect(() => {
    if (secret === undefined) return
    const warn = (event: BeforeUnloadEvent) => event.preventDefault()
    addEventListener('beforeunload', warn)
    return () => removeEventListener('beforeunload', warn)
  }, [secret])
  return (
    <AlertDialog
      isOpen
      title={t('secretTitle')}
      description={t('secretLead')}
      footer={
        <>
          {secret !== undefined && (
            <Checkbox
              label={t('saved')}
              checked={isSaved}
              onCheckedChange={setSaved}
              fault={isReminded && !isSaved ? t('tickFirst') : undefined}
              className="me-auto max-sm:order-last max-sm:me-0"
            />
          )}
          <Button look="primary" aria-disabled={!isSaved} onClick={() => (isSaved ? onDone() : setReminded(true))}>
            {t('done')}
          </Button>
        </>
      }
    >
      {secret === undefined ? (
        <Banner tone="warn">{t('shownBefore')}</Banner>
      ) : (
        <CopyField label={t('secret')} isLabelHidden value={secret} copyLabel={t('copySecret')} isSelected />
      )}
    </AlertDialog>
  )
}
