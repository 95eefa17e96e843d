import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { type CatalogueEvent, eventsQuery } from '../../api/events.ts'
import { type Integration, integrationsQuery } from '../../api/integrations.ts'
import { useHere } from '../../api/me.ts'
import { newKey } from '../../api/new-key.ts'
import type { ApiProblem } from '../../api/problem.ts'
import { useAction } from '../../api/use-action.ts'
import { createEndpoint, type EndpointWithSecret } from '../../api/webhooks.ts'
import { Banner } from '../../ui/Banner.tsx'
import { Button } from '../../ui/Button.tsx'
import { Dialog } from '../../ui/Dialog.tsx'
import { Form } from '../../ui/Form.tsx'
import { useKeptState } from '../../ui/kept-state.ts'
import { LinkButton } from '../../ui/LinkButton.tsx'
import { Select } from '../../ui/Select.tsx'
import { TextField } from '../../ui/TextField.tsx'
import { accountPath } from '../paths.ts'
import { EventPicker } from './EventPicker.tsx'
import { t } from './messages.ts'
import { SecretDialog } from './SecretDialog.tsx'

const FORM = 'add-endpoint'

interface TypedEndpoint {
  integrationId?: string
  url: string
  description: string
  events: string[]
}

const EMPTY: TypedEndpoint = { url: '', description: '', events: [] }

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
  const [typed = EMPTY, keep] = useKeptState<TypedEndpoint>(`endpoint:${accountId}`)
  const { integration, covered, picked } = useChoice(typed, integrations)
  const [isAsked, setAsked] = useState(false)
  const [made, setMade] = useState<EndpointWithSecret>()
  const [isTaken, setTaken] = useState(false)
  const [key] = useState(newKey)
  const adding = useAction(async () => {
    const { url, description } = typed
    const body = { integrationId: integration?.id ?? '', url: url.trim(), description, events: picked }
    setMade(await createEndpoint(accountId, body, `${key}-${picked.length}-${body.url.length}-${description.length}`))
    keep(undefined)
  })
  const submit = () => {
    setAsked(true)
    if (picked.length > 0) void adding.run(undefined)
  }
  // The secret goes at once, though this page stays until the next one has come.
  const leaveTo = (endpointId: string) => {
    setMade(undefined)
    setTaken(true)
    void navigate({ to: accountPath(accountId, `webhooks/${endpointId}`) })
  }
  const close = () => {
    keep(undefined)
    onClose()
  }
  if (isTaken) return null
  if (made !== undefined) return <SecretDialog secret={made.signingSecret} onDone={() => leaveTo(made.endpoint.id)} />
  const { problem } = adding
  return (
    <Dialog
      isOpen
      onClose={close}
      title={t('createTitle')}
      footer={
        <>
          <Button look="quiet" onClick={close}>
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
          onValueChange={integrationId => keep({ ...typed, integrationId })}
          options={integrations.map(({ id, name }) => ({ value: id, label: name }))}
        />
        <EndpointFields
          {...{ typed, covered, problem }}
          onChange={part => keep({ ...typed, ...part })}
          areEventsMissing={isAsked && picked.length === 0}
        />
      </Form>
    </Dialog>
  )
}

/** Whose endpoint it becomes, what that may hear of, and what of it is ticked. */
function useChoice(typed: TypedEndpoint, integrations: readonly Integration[]) {
  const { accountId } = useHere()
  const events = useQuery(eventsQuery(accountId)).data ?? []
  const integration = integrations.find(one => one.id === typed.integrationId) ?? integrations[0]
  const covered = events.filter(event => event.scope === null || integration?.scopes.includes(event.scope))
  const picked = covered.map(({ type }) => type).filter(type => typed.events.includes(type))
  return { integration, covered, picked }
}

interface EndpointFieldsProps {
  typed: TypedEndpoint
  covered: readonly CatalogueEvent[]
  problem: ApiProblem | undefined
  areEventsMissing: boolean
  onChange: (part: Partial<TypedEndpoint>) => void
}

function EndpointFields({ typed, covered, problem, areEventsMissing, onChange }: EndpointFieldsProps) {
  const urlFault = problem?.fieldFault('url')
  return (
    <>
      <TextField
        type="url"
        dir="ltr"
        label={t('url')}
        hint={t('urlHint')}
        placeholder="https://example.com/hooks"
        value={typed.url}
        autoComplete="off"
        onChange={event => onChange({ url: event.target.value })}
        fault={urlFault}
      />
      <TextField
        label={t('description')}
        isOptional
        {...{ maxLength: 200, value: typed.description }}
        onChange={event => onChange({ description: event.target.value })}
        fault={problem?.fieldFault('description')}
      />
      <EventPicker
        events={covered}
        chosen={new Set(typed.events)}
        onChange={next => onChange({ events: [...next] })}
        fault={areEventsMissing ? t('missingEvents') : problem?.fieldFault('events')}
      />
      {problem !== undefined && urlFault === undefined && problem.fields.length === 0 && (
        <Banner tone="danger" role="alert">
          {problem.detail}
        </Banner>
      )}
    </>
  )
}
