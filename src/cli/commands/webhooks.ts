import type { WebhookEndpoint } from '../../contract/webhook-endpoints.ts'
import { Problem } from '../../domain/problem.ts'
import { defineCommand, type Run, type WhereOptions } from '../command.ts'
import { requireConsent } from '../consent.ts'
import { readWhole } from '../input.ts'
import { chooseAccount, locate } from '../locate.ts'
import { sayAgo } from '../moments.ts'
import type { Office } from '../office.ts'
import { withOffice } from '../open-office.ts'
import { plain } from '../screen.ts'
import { withSecretSink } from '../secret-output.ts'
import { renderTable } from '../table.ts'
import type { EndpointRef } from '../webhook-office.ts'
import { SECRET_FILE } from './integration-drafts.ts'

export const ENDPOINT = { name: 'endpoint', says: 'the endpoint’s id (whe_…) or its exact address' }
const EXAMPLE_ID = 'whe_0Fh3Tz9QwErTy1Ui2Op3'

export const webhooksListCommand = defineCommand<WhereOptions>({
  path: 'webhooks list',
  group: 'Webhooks',
  says: 'List the account’s webhook endpoints, with how their last 24 hours went.',
  isRemote: true,
  examples: ['pit webhooks list', 'pit webhooks list --json'],
  run: (run, options) =>
    withOffice(run, options, async office => {
      const account = await chooseAccount(run, office, options)
      const items = await office.listEndpoints(account.id)
      const paused = items.flatMap(({ url, pausedEvents }) =>
        pausedEvents.map(({ event, sentence }) => plain(`${event} to ${url}: ${sentence}`)),
      )
      return { data: { items }, lines: [...endpointTable(items, run, office.clock.now()), ...paused] }
    }),
})

export const webhooksEventsCommand = defineCommand<WhereOptions>({
  path: 'webhooks events',
  group: 'Webhooks',
  says: 'List the events that can be subscribed to, each with the scope that it needs.',
  isRemote: true,
  examples: ['pit webhooks events', 'pit webhooks events --json'],
  run: (run, options) =>
    withOffice(run, options, async office => {
      const account = await chooseAccount(run, office, options)
      const items = await office.listEvents(account.id)
      const rows = items.map(({ type, scope, sentence }) => [type, scope ?? '', sentence])
      const titles = [{ title: 'event', style: run.screen.bold }, { title: 'scope' }, { title: 'says', yields: true }]
      return { data: { items }, lines: renderTable(titles, rows, run.screen) }
    }),
})

export const webhooksAddCommand = defineCommand<
  WhereOptions & { integration: string; events: string; description?: string; secretFile?: string }
>({
  path: 'webhooks add',
  group: 'Webhooks',
  says: 'Make a webhook endpoint of an integration, and show its signing secret once.',
  more: ['The integration’s scopes decide which events it may hear; "pit webhooks events" lists them.'],
  args: [{ name: 'address', says: 'where events are sent: https, on a public address' }],
  options: [
    { flags: '--integration <id>', says: 'the integration (id or exact name)', isRequired: true },
    { flags: '--events <types>', says: 'types of events, separated by commas', isRequired: true },
    { flags: '--description <text>', says: 'what people should know of it' },
    SECRET_FILE,
  ],
  isRemote: true,
  examples: ['pit webhooks add https://a.example --integration Sync --events ContactCreate'],
  run: (run, options, [url = '']) =>
    withOffice(run, options, async office => {
      const { ref } = await locate(run, office, { wanted: options.integration, options })
      return withSecretSink(run, options.secretFile, async sink => {
        const { integrationId } = ref
        const { description } = options
        const draft = { integrationId, url, events: listed(options.events), ...(description && { description }) }
        const { endpoint, signingSecret } = await office.addEndpoint(ref.accountId, draft)
        const { token, lines } = await sink.show({ token: { secret: signingSecret } }, 'signing secret')
        return { data: { endpoint, ...asSigning(token) }, lines: [`Made the endpoint ${endpoint.id}.`, '', ...lines] }
      })
    }),
})

export const webhooksRemoveCommand = defineCommand<WhereOptions & { yes?: boolean }>({
  path: 'webhooks remove',
  group: 'Webhooks',
  says: 'Delete a webhook endpoint: nothing is sent to it any more.',
  args: [ENDPOINT],
  options: [{ flags: '--yes', says: 'do not ask' }],
  isRemote: true,
  examples: [`pit webhooks remove ${EXAMPLE_ID} --yes`],
  run: (run, options, [wanted = '']) =>
    withOffice(run, options, async office => {
      const { ref, endpoint } = await findEndpoint(run, office, { wanted, options })
      const { succeeded, failed } = endpoint.health
      const impact = [`In the last 24 hours ${succeeded} deliveries to it succeeded and ${failed} attempts failed.`]
      await requireConsent(run, {
        question: `Delete the endpoint ${plain(endpoint.url)}?`,
        impact,
        isGiven: options.yes,
      })
      await office.removeEndpoint(ref)
      return { data: { removed: { id: endpoint.id, url: endpoint.url } }, lines: [`Deleted ${plain(endpoint.url)}.`] }
    }),
})

export const webhooksEnableCommand = switchCommand('enable', 'Send events to an endpoint again.', true)
export const webhooksDisableCommand = switchCommand(
  'disable',
  'Send an endpoint nothing until it is enabled again.',
  false,
)

function switchCommand(verb: string, says: string, isEnabled: boolean) {
  return defineCommand<WhereOptions>({
    path: `webhooks ${verb}`,
    group: 'Webhooks',
    says,
    args: [ENDPOINT],
    isRemote: true,
    examples: [`pit webhooks ${verb} ${EXAMPLE_ID}`],
    run: (run, options, [wanted = '']) =>
      withOffice(run, options, async office => {
        const { ref } = await findEndpoint(run, office, { wanted, options })
        const endpoint = await office.editEndpoint(ref, { isEnabled })
        return { data: { endpoint }, lines: [`${plain(endpoint.url)} is ${isEnabled ? 'on' : 'off'}.`] }
      }),
  })
}

export const webhooksRotateSecretCommand = defineCommand<WhereOptions & { overlapHours?: number; secretFile?: string }>(
  {
    path: 'webhooks rotate-secret',
    group: 'Webhooks',
    says: 'Make a new signing secret; for the overlap deliveries carry both signatures.',
    args: [ENDPOINT],
    options: [
      {
        flags: '--overlap-hours <hours>',
        says: 'how long the earlier secret signs too (0 to 168; 24)',
        parse: readWhole('--overlap-hours'),
      },
      SECRET_FILE,
    ],
    isRemote: true,
    examples: [`pit webhooks rotate-secret ${EXAMPLE_ID} --overlap-hours 48`],
    run: (run, options, [wanted = '']) =>
      withOffice(run, options, async office => {
        const { ref } = await findEndpoint(run, office, { wanted, options })
        return withSecretSink(run, options.secretFile, async sink => {
          const { endpoint, signingSecret } = await office.rotateSigningSecret(ref, options.overlapHours)
          const { token, lines } = await sink.show({ token: { secret: signingSecret } }, 'signing secret')
          const until = endpoint.signing.previousSecretEndsAt
          const first =
            until === null ? 'The earlier secret signs no more.' : `The earlier secret signs too until ${until}.`
          return { data: { endpoint, ...asSigning(token) }, lines: [first, '', ...lines] }
        })
      }),
  },
)

/** A signing secret by the name that the management API has for it. */
function asSigning(token: object): object {
  const { secret, ...rest } = token as { secret?: string }
  return secret === undefined ? rest : { ...rest, signingSecret: secret }
}

export const listed = (text: string) =>
  text
    .split(',')
    .map(item => item.trim())
    .filter(item => item !== '')

/** The endpoint with this id, or at this very address. */
export async function findEndpoint(
  run: Run,
  office: Office,
  { wanted, options }: { wanted: string; options: WhereOptions },
): Promise<{ ref: EndpointRef; endpoint: WebhookEndpoint }> {
  const { id: accountId } = await chooseAccount(run, office, options)
  const [only, another] = (await office.listEndpoints(accountId)).filter(
    ({ id, url }) => id === wanted || url === wanted,
  )
  if (only === undefined) {
    throw new Problem('webhook_endpoint_not_found', { detail: `No webhook endpoint is called "${wanted}".` })
  }
  if (another === undefined) return { ref: { accountId, endpointId: only.id }, endpoint: only }
  throw new Problem('webhook_endpoint_not_found', {
    detail: `More than one webhook endpoint has the address "${wanted}": say which by its id.`,
  })
}

function endpointTable(items: readonly WebhookEndpoint[], { screen }: Run, now: Date): string[] {
  if (items.length === 0) return ['No webhook endpoints. Make one with "pit webhooks add".']
  const rows = items.map(({ id, url, events, enabled, disabledWhy, health }) => [
    id,
    url,
    events.length === 1 ? (events[0] ?? '') : `${events.length} events`,
    enabled ? 'on' : `off (${disabledWhy})`,
    `${health.succeeded} ok, ${health.failed} failed`,
    sayAgo(health.lastSuccessAt, now),
  ])
  const titles = [{ title: 'id' }, { title: 'address', yields: true, style: screen.bold }, { title: 'events' }]
  return renderTable([...titles, { title: 'state' }, { title: '24 hours' }, { title: 'last success' }], rows, screen)
}
