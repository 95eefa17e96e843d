import { AlertDialog } from '../../ui/AlertDialog.tsx'
import { Banner } from '../../ui/Banner.tsx'
import { Button } from '../../ui/Button.tsx'
import { CopyField } from '../../ui/CopyField.tsx'
import { t } from './messages.ts'

interface LinkDialogProps {
  email: string
  /** Absent when it was shown before. */
  link: string | undefined
  lead?: 'linkLead' | 'emailLinkShown'
  onDone: () => void
}

/** Shows a link the one time it can be seen. */
export function LinkDialog({ email, link, lead = 'linkLead', onDone }: LinkDialogProps) {
  return (
    <AlertDialog
      isOpen
      title={t('linkTitle')}
      description={t.rich(lead, {
        email,
        b: chunks => <b className="font-medium text-fg wrap-anywhere">{chunks}</b>,
      })}
      footer={
        <Button look="primary" onClick={onDone}>
          {t('done')}
        </Button>
      }
    >
      {link === undefined ? (
        <Banner tone="warn">{t('linkGone')}</Banner>
      ) : (
        <CopyField label={t('link')} isLabelHidden value={link} copyLabel={t('copyLink')} isSelected />
      )}
    </AlertDialog>
  )
}
