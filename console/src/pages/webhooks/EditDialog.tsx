import { useQuery } from '@tanstack/react-query'
import { eventsQuery } from '../../api/events.ts'
import { integrationQuery } from '../../api/integrations.ts'
import { useAction } from '../../api/use-action.ts'
import { editEndpoint } from '../../api/webhooks.ts'
import { Banner } from '../../ui/Banner.tsx'
import { Button } from '../../ui/Button.tsx'
import { Dialog } from '../../ui/Dialog.tsx'
import { Form } from '../../ui/Form.tsx'
import { useKeptState } from '../../ui/kept-state.ts'
import { TextField } from '../../ui/TextField.tsx'
import { showToast } from '../../ui/toasts.ts'
import { EventPicker } from './EventPicker.tsx'
import type { EndpointDialogProps } from './endpoint-dialog-props.ts'
import { t } from './messages.ts'

const FORM = 'edit-endpoint'

/** Changes address, description and events. The signing secret stays. */
export function EditDialog({ endpointRef, endpoint, onClose }: EndpointDialogProps) {
  const { accountId } = endpointRef
  const events = useQuery(eventsQuery(accountId)).data ?? []
  const integration = useQuery(integrationQuery({ accountId, integrationId: endpoint.integrationId })).data
  const saved = { url: endpoint.url, description: endpoint.description, events: endpoint.events }
  const [typed = saved, keep] = useKeptState<typeof saved>(`endpoint:${endpoint.id}`)
  const { url, description } = typed
  const chosen = new Set(typed.events)
  const close = () => {
    keep(undefined)
    onClose()
  }
  // What it hears already stays to be seen, even if its permission is gone.
  const offered = events.filter(
    ({ type, scope }) => scope === null || integration?.scopes.includes(scope) || endpoint.events.includes(type),
  )
  const saving = useAction(async () => {
    await editEndpoint(endpointRef, { url: url.trim(), description, events: [...chosen] }, endpoint.version)
    const { url: oldUrl, description: oldDescription, events: oldEvents } = endpoint
    const undo = () => void editEndpoint(endpointRef, { url: oldUrl, description: oldDescription, events: oldEvents })
    showToast(t('savedChange'), { undo })
    close()
  })
  const { problem } = saving
  const urlFault = problem?.fieldFault('url')
  const eventsFault = chosen.size === 0 ? t('missingEvents') : problem?.fieldFault('events')
  return (
    <Dialog
      isOpen
      onClose={close}
      title={t('editTitle')}
      footer={
        <>
          <Button look="quiet" onClick={close}>
            {t('cancel')}
          </Button>
          <Button type="submit" form={FORM} look="primary" isBusy={saving.isRunning}>
            {t('save')}
          </Button>
        </>
      }
    >
      <Form
        id={FORM}
        className="flex flex-col gap-4"
        onSubmit={() => chosen.size > 0 && void saving.run(undefined)}
        faults={problem}
      >
        <TextField
          type="url"
          dir="ltr"
          label={t('url')}
          value={url}
          onChange={event => keep({ ...typed, url: event.target.value })}
          fault={urlFault}
        />
        <TextField
          label={t('description')}
          isOptional
          maxLength={200}
          value={description}
          onChange={event => keep({ ...typed, description: event.target.value })}
          fault={problem?.fieldFault('description')}
        />
        <EventPicker
          events={offered}
          chosen={chosen}
          onChange={next => keep({ ...typed, events: [...next] })}
          fault={eventsFault}
        />
        {problem !== undefined && urlFault === undefined && problem.fields.length === 0 && (
          <Banner tone="danger" role="alert">
            {problem.detail}
          </Banner>
        )}
      </Form>
    </Dialog>
  )
}
