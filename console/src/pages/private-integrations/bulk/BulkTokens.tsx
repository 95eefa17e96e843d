import { useState } from 'react'
import { AlertDialog } from '../../../ui/AlertDialog.tsx'
import { Banner } from '../../../ui/Banner.tsx'
import { Button } from '../../../ui/Button.tsx'
import { Checkbox } from '../../../ui/Checkbox.tsx'
import { CopyButton } from '../../../ui/CopyButton.tsx'
import { CopyField } from '../../../ui/CopyField.tsx'
import { useLeaveWarning } from '../../../ui/leave-warning.ts'
import { t } from './messages.ts'
import type { Rotated } from './use-bulk-rotation.ts'

/** The new tokens of several integrations, this once. Only the person's word that they are saved closes it. */
export function BulkTokens({ results, onDone }: { results: readonly Rotated[]; onDone: () => void }) {
  const [isSaved, setSaved] = useState(false)
  const [isReminded, setReminded] = useState(false)
  const made = results.flatMap(({ integration, made }) =>
    made?.token.secret === undefined ? [] : [{ id: integration.id, name: integration.name, secret: made.token.secret }],
  )
  const failed = results.filter(({ failure }) => failure !== undefined)
  const isDone = made.length === 0 || isSaved
  useLeaveWarning(!isDone)
  return (
    <AlertDialog
      isOpen
      title={t('tokensTitle')}
      description={t('tokensLead', { count: made.length })}
      footer={
        <>
          {made.length > 0 && (
            <Checkbox
              label={t('saved')}
              checked={isSaved}
              onCheckedChange={setSaved}
              fault={isReminded && !isSaved ? t('tickFirst') : undefined}
              className="me-auto max-sm:order-last max-sm:me-0"
            />
          )}
          <Button look="primary" aria-disabled={!isDone} onClick={() => (isDone ? onDone() : setReminded(true))}>
            {t('done')}
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-4">
        {failed.map(({ integration, failure = '' }) => (
          <Banner key={integration.id} tone="danger" role="alert">
            {t('failed', { name: integration.name, reason: failure })}
          </Banner>
        ))}
        {made.map(({ id, name, secret }, index) => (
          <CopyField key={id} label={<bdi>{name}</bdi>} value={secret} isSelected={index === 0} />
        ))}
        {made.length > 1 && (
          <div>
            <CopyButton label={t('copyAll')} text={made.map(envLine).join('')} />
          </div>
        )}
      </div>
    </AlertDialog>
  )
}

/** `WAREHOUSE_SYNC_TOKEN=pit_…` */
function envLine({ name, secret }: { name: string; secret: string }): string {
  const word = name
    .toUpperCase()
    .replace(/[^A-Z0-9]+/g, '_')
    .replace(/^_/, '')
    .replace(/_$/, '')
  return `${/^[A-Z]/.test(word) ? word : `REFERINS_${word}`}_TOKEN=${secret}\n`
}
