import { useState } from 'react'
import { addLocation } from '../../api/locations.ts'
import { useHere } from '../../api/me.ts'
import { newKey } from '../../api/new-key.ts'
import { useAction } from '../../api/use-action.ts'
import { Banner } from '../../ui/Banner.tsx'
import { Button } from '../../ui/Button.tsx'
import { Dialog } from '../../ui/Dialog.tsx'
import { Form } from '../../ui/Form.tsx'
import { useKeptState } from '../../ui/kept-state.ts'
import { Select } from '../../ui/Select.tsx'
import { TextField } from '../../ui/TextField.tsx'
import { showToast } from '../../ui/toasts.ts'
import { t } from './messages.ts'

const FORM = 'add-location'
const OWN_ZONE = Intl.DateTimeFormat().resolvedOptions().timeZone
const EMPTY = { name: '', timezone: OWN_ZONE }
const ZONES = [...new Set([OWN_ZONE, 'UTC', ...Intl.supportedValuesOf('timeZone')])].sort()

/** Adds a location below the agency. */
export function AddLocation({ onClose }: { onClose: () => void }) {
  const { accountId } = useHere()
  const [typed = EMPTY, keep] = useKeptState<typeof EMPTY>(`location:${accountId}`)
  const { name, timezone } = typed
  const close = () => {
    keep(undefined)
    onClose()
  }
  const [isAsked, setAsked] = useState(false)
  const [key] = useState(newKey)
  const adding = useAction(async () => {
    const draft = { name: name.trim(), timezone }
    await addLocation(accountId, draft, `${key}-${timezone}-${draft.name.length}`)
    showToast(t('added', { name: draft.name }))
    close()
  })
  const submit = () => {
    setAsked(true)
    if (name.trim() !== '') void adding.run(undefined)
  }
  const { problem } = adding
  const fault = isAsked && name.trim() === '' ? t('nameMissing') : problem?.fieldFault('name')
  return (
    <Dialog
      isOpen
      onClose={close}
      title={t('addTitle')}
      description={t('addLead')}
      footer={
        <>
          <Button look="quiet" onClick={close}>
            {t('cancel')}
          </Button>
          <Button type="submit" form={FORM} look="primary" isBusy={adding.isRunning}>
            {t('addLocation')}
          </Button>
        </>
      }
    >
      <Form id={FORM} className="flex flex-col gap-4" onSubmit={submit} faults={fault ?? problem}>
        <TextField
          label={t('name')}
          hint={t('nameHint')}
          value={name}
          maxLength={120}
          autoComplete="off"
          onChange={event => keep({ ...typed, name: event.target.value })}
          fault={fault}
        />
        <Select
          label={t('timezone')}
          hint={t('timezoneHint')}
          value={timezone}
          onValueChange={next => keep({ ...typed, timezone: next })}
          options={ZONES.map(zone => ({ value: zone, label: zone.replaceAll('_', ' ') }))}
          fault={problem?.fieldFault('timezone')}
        />
        {problem !== undefined && problem.fields.length === 0 && (
          <Banner tone="danger" role="alert">
            {problem.detail}
          </Banner>
        )}
      </Form>
    </Dialog>
  )
}
