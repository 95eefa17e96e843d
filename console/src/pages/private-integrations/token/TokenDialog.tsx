import { TriangleAlert } from 'lucide-react'
import { useState } from 'react'
import type { IntegrationWithToken } from '../../../api/integrations.ts'
import { useHere } from '../../../api/me.ts'
import { AlertDialog } from '../../../ui/AlertDialog.tsx'
import { Button } from '../../../ui/Button.tsx'
import { Checkbox } from '../../../ui/Checkbox.tsx'
import { CodeBlock } from '../../../ui/CodeBlock.tsx'
import { CopyField } from '../../../ui/CopyField.tsx'
import { useLeaveWarning } from '../../../ui/leave-warning.ts'
import { t } from './messages.ts'
import { samplesOf } from './samples.ts'

interface TokenDialogProps {
  /** The reply that made the token. It lives in the state of whoever shows this dialog, and nowhere else. */
  made: IntegrationWithToken
  onDone: () => void
}

const bold = (chunks: React.ReactNode) => <b className="font-medium text-fg wrap-anywhere">{chunks}</b>

/** Shows a token the one time it can be seen. Only the person's word that it is saved closes the dialog. */
export function TokenDialog({ made, onDone }: TokenDialogProps) {
  const { secret } = made.token
  if (secret === undefined) return <ShownBefore name={made.integration.name} onDone={onDone} />
  return <Reveal made={made} secret={secret} onDone={onDone} />
}

function Reveal({ made, secret, onDone }: TokenDialogProps & { secret: string }) {
  const [isSaved, setSaved] = useState(false)
  const [isReminded, setReminded] = useState(false)
  const { account } = useHere()
  useLeaveWarning(true)
  const { name, scopes } = made.integration
  const context = { origin: location.origin, locationId: account.locationId, secret, scopes }
  return (
    <AlertDialog
      isOpen
      title={t('title')}
      description={t.rich('lead', { name, b: bold })}
      footer={
        <>
          <Checkbox
            label={t('saved')}
            checked={isSaved}
            onCheckedChange={setSaved}
            fault={isReminded && !isSaved ? t('tickFirst') : undefined}
            className="me-auto max-sm:order-last max-sm:me-0"
          />
          <Button look="primary" aria-disabled={!isSaved} onClick={() => (isSaved ? onDone() : setReminded(true))}>
            {t('done')}
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-4">
        <CopyField label={t('token')} isLabelHidden value={secret} copyLabel={t('copy')} isSelected />
        <CodeBlock label={t('use')} samples={samplesOf(context)} copyLabel={t('copySnippet')} />
        <p className="flex gap-2.5 text-[13px] text-muted">
          <TriangleAlert aria-hidden className="mt-0.5 size-4 shrink-0 text-warn-text" />
          {t('share')}
        </p>
      </div>
    </AlertDialog>
  )
}

/** The same request was sent twice under one key: the token exists, its secret was in the answer that got lost. */
function ShownBefore({ name, onDone }: { name: string; onDone: () => void }) {
  return (
    <AlertDialog isOpen title={t('gone')} footer={<Button onClick={onDone}>{t('close')}</Button>}>
      <p className="text-muted">{t.rich('goneLead', { name, b: bold })}</p>
    </AlertDialog>
  )
}
