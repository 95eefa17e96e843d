import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { eventsQuery } from '../../api/events.ts'
import { type Integration, integrationsQuery } from '../../api/integrations.ts'
import { useHere } from '../../api/me.ts'
import { newKey } from '../../api/new-key.ts'
import { useAction } from '../../api/use-action.ts'
import { createEndpoint, type EndpointWithSecret } from '../../api/webhooks.ts'
import { Banner } from '../../ui/Banner.tsx'
import { Button } from '../../ui/Button.tsx'
import { Dialog } from '../../ui/Dialog.tsx'
import { Form } from '../../ui/Form.tsx'
import { LinkButton } from '../../ui/LinkButton.tsx'
import { Select } from '../../ui/Select.tsx'
import { TextField } from '../../ui/TextField.tsx'
import { accountPath } from '../paths.ts'
import { EventPicker } from './EventPicker.tsx'
import { t } from './messages.ts'
import { SecretDialog } from './SecretDialog.tsx'

const FORM = 'add-endpoint'

/** Adds an endpoint and shows its signing secret once. It belongs to an integration, so there must be one. */
export function CreateDialog({ onClose }: { onClose: () => void }) {
  const { accountId } = useHere()
  const integrations = useInfiniteQuery(integrationsQuery(accountId)).data?.pages.flatMap(page => page.items)
  if (integrations === undefined || integrations.length > 0) {
    return <EndpointForm integrations={integrations ?? []} onClose={onClose} />
  }
  return (
    <Dialog isOpen onClose={onClose} title={t('createTitle')}>
      <LinkButton look="primary" href={accountPath(accountId, 'private-integrations/new')}>
        {t('needIntegration')}
      </LinkButton>
    </Dialog>
  )
}

interface EndpointFormProps {
  integrations: readonly Integration[]
  onClose: () => void
}

function EndpointForm({ integrations, onClose }: EndpointFormProps) {
  const { accountId } = useHere()
  const navigate = useNavigate()
  const events = useQuery(eventsQuery(accountId)).data ?? []
  const [chosenIntegration, chooseIntegration] = useState<string>()
  const [url, setUrl] = useState('')
  const [description, setDescription] = useState('')
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set())
  const [isAsked, setAsked] = useState(false)
  const [made, setMade] = useState<EndpointWithSecret>()
  const [key] = useState(newKey)
  const integration = integrations.find(one => one.id === chosenIntegration) ?? integrations[0]
  const covered = events.filter(event => event.scope === null || integration?.scopes.includes(event.scope))
  const picked = covered.map(({ type }) => type).filter(type => chosen.has(type))
  const adding = useAction(() => {
    const body = { integrationId: integration?.id ?? '', url: url.trim(), description, events: picked }
    return createEndpoint(accountId, body, `${key}-${picked.length}-${body.url.length}-${description.length}`)
  })
  const submit = () => {
    setAsked(true)
    if (picked.length > 0) void adding.run(undefined).then(setMade)
  }
  if (made !== undefined) {
    const to = accountPath(accountId, `webhooks/${made.endpoint.id}`)
    return <SecretDialog secret={made.signingSecret} onDone={() => void navigate({ to })} />
  }
  const { problem } = adding
  const urlFault = problem?.fieldFault('url')
  const eventsFault = isAsked && picked.length === 0 ? t('missingEvents') : problem?.fieldFault('events')
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={t('createTitle')}
      footer={
        <>
          <Button look="quiet" onClick={onClose}>
            {t('cancel')}
          </Button>
          <Button type="submit" form={FORM} look="primary" isBusy={adding.isRunning}>
            {t('add')}
          </Button>
        </>
      }
    >
      <Form id={FORM} className="flex flex-col gap-4" onSubmit={submit} faults={problem}>
        <Select
          label={t('chooseIntegration')}
          value={integration?.id ?? ''}
          onValueChange={chooseIntegration}
          options={integrations.map(({ id, name }) => ({ value: id, label: name }))}
        />
        <TextField
          type="url"
          dir="ltr"
          label={t('url')}
          hint={t('urlHint')}
          placeholder="https://example.com/hooks"
          value={url}
          autoComplete="off"
          onChange={event => setUrl(event.target.value)}
          fault={urlFault}
        />
        <TextField
          label={t('description')}
          isOptional
          {...{ maxLength: 200, value: description }}
          onChange={event => setDescription(event.target.value)}
          fault={problem?.fieldFault('description')}
        />
        <EventPicker events={covered} chosen={chosen} onChange={setChosen} fault={eventsFault} />
        {problem !== undefined && urlFault === undefined && problem.fields.length === 0 && (
          <Banner tone="danger" role="alert">
            {problem.detail}
          </Banner>
        )}
      </Form>
    </Dialog>
  )
}
