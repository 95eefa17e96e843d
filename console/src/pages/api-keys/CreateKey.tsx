import { useState } from 'react'
import { type CreatedApiKey, createApiKey } from '../../api/api-keys.ts'
import { useHere } from '../../api/me.ts'
import { newKey } from '../../api/new-key.ts'
import { useAction } from '../../api/use-action.ts'
import { AlertDialog } from '../../ui/AlertDialog.tsx'
import { Banner } from '../../ui/Banner.tsx'
import { Button } from '../../ui/Button.tsx'
import { Checkbox } from '../../ui/Checkbox.tsx'
import { CopyField } from '../../ui/CopyField.tsx'
import { Dialog } from '../../ui/Dialog.tsx'
import { Form } from '../../ui/Form.tsx'
import { useKeptState } from '../../ui/kept-state.ts'
import { useLeaveWarning } from '../../ui/leave-warning.ts'
import { TextField } from '../../ui/TextField.tsx'
import { t } from './messages.ts'

const FORM = 'create-api-key'

/** Makes a key and shows it the one time it can be seen. */
export function CreateKey({ onClose }: { onClose: () => void }) {
  const { accountId } = useHere()
  const [name = '', keepName] = useKeptState<string>(`api-key:${accountId}`)
  const [isAsked, setAsked] = useState(false)
  const [made, setMade] = useState<CreatedApiKey>()
  const [key] = useState(newKey)
  const creating = useAction(() => createApiKey(accountId, name.trim(), `${key}-${name.trim().length}`))
  const submit = async () => {
    setAsked(true)
    if (name.trim() === '') return
    const created = await creating.run(undefined)
    if (created === undefined) return
    keepName(undefined)
    setMade(created)
  }
  const close = () => {
    keepName(undefined)
    onClose()
  }
  if (made !== undefined) return <ShownOnce made={made} onDone={onClose} />
  const fault = isAsked && name.trim() === '' ? t('nameMissing') : creating.problem?.fieldFault('name')
  return (
    <Dialog
      isOpen
      onClose={close}
      title={t('createTitle')}
      description={t('createLead')}
      footer={
        <>
          <Button look="quiet" onClick={close}>
            {t('cancel')}
          </Button>
          <Button type="submit" form={FORM} look="primary" isBusy={creating.isRunning}>
            {t('create')}
          </Button>
        </>
      }
    >
      <Form id={FORM} className="flex flex-col gap-4" onSubmit={() => void submit()} faults={fault}>
        <TextField
          label={t('name')}
          hint={t('nameHint')}
          value={name}
          maxLength={120}
          autoComplete="off"
          onChange={event => keepName(event.target.value)}
          fault={fault}
        />
        {creating.problem !== undefined && creating.problem.fields.length === 0 && (
          <Banner tone="danger" role="alert">
            {creating.problem.detail}
          </Banner>
        )}
      </Form>
    </Dialog>
  )
}

function ShownOnce({ made, onDone }: { made: CreatedApiKey; onDone: () => void }) {
  const [isSaved, setSaved] = useState(made.secret === undefined)
  const [isReminded, setReminded] = useState(false)
  useLeaveWarning(!isSaved)
  return (
    <AlertDialog
      isOpen
      title={t('shownTitle')}
      description={t.rich('shownLead', {
        name: made.apiKey.name,
        b: chunks => <b className="font-medium text-fg wrap-anywhere">{chunks}</b>,
      })}
      footer={
        <>
          {made.secret !== undefined && (
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
      {made.secret === undefined ? (
        <Banner tone="warn">{t('gone')}</Banner>
      ) : (
        <CopyField label={t('key')} isLabelHidden value={made.secret} copyLabel={t('copyKey')} isSelected />
      )}
    </AlertDialog>
  )
}
