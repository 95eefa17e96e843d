import type { WebhookEndpoint } from '../../contract/webhook-endpoints.ts'
import { defineCommand, type WhereOptions } from '../command.ts'
import { CommandFailure } from '../failure.ts'
import { withOffice } from '../open-office.ts'
import { plain } from '../screen.ts'
import { ENDPOINT, findEndpoint, listed } from './webhooks.ts'

interface EditOptions extends WhereOptions {
  address?: string
  events?: string
  addEvents?: string
  removeEvents?: string
  description?: string
  enabled?: 'yes' | 'no'
}

/** Changes what is named and leaves the rest, the signing secret too. */
export const webhooksEditCommand = defineCommand<EditOptions>({
  path: 'webhooks edit',
  group: 'Webhooks',
  says: 'Change an endpoint’s address, events or description, or switch it on or off.',
  more: ['What is not named stays as it is, and so does the signing secret.'],
  args: [ENDPOINT],
  options: [
    { flags: '--address <address>', says: 'where events are sent from now on, retries too' },
    { flags: '--events <types>', says: 'the events that it hears, instead of those of before; separated by commas' },
    { flags: '--add-events <types>', says: 'events that it hears as well' },
    { flags: '--remove-events <types>', says: 'events that it hears no more' },
    { flags: '--description <text>', says: 'what people should know of it' },
    { flags: '--enabled <answer>', says: 'yes: events are sent; no: nothing is', choices: ['yes', 'no'] },
  ],
  isRemote: true,
  examples: [
    'pit webhooks edit https://a.example --address https://b.example',
    'pit webhooks edit whe_0Fh3Tz9QwErTy1Ui2Op3 --add-events ContactUpdate',
  ],
  run: (run, options, [wanted = '']) => {
    requireChange(options)
    return withOffice(run, options, async office => {
      const { ref, endpoint: old } = await findEndpoint(run, office, { wanted, options })
      // Only as it was read: events that somebody adds at this moment are not lost.
      const endpoint = await office.editEndpoint(ref, changeOf(old, options), old.version)
      return { data: { endpoint }, lines: linesOf(old, endpoint) }
    })
  },
})

function requireChange({ address, events, addEvents, removeEvents, description, enabled }: EditOptions): void {
  if ([address, events, addEvents, removeEvents, description, enabled].every(value => value === undefined)) {
    throw new CommandFailure('usage_invalid', 'invalid', {
      says: 'Say what to change, such as --address or --add-events.',
    })
  }
  if (events !== undefined && (addEvents !== undefined || removeEvents !== undefined)) {
    throw new CommandFailure('usage_invalid', 'invalid', {
      says: '--events names all events; it does not go with --add-events or --remove-events.',
    })
  }
}

function changeOf(old: WebhookEndpoint, options: EditOptions) {
  const { address: url, description, enabled } = options
  const events = eventsOf(old, options)
  return {
    ...(url !== undefined && { url }),
    ...(events !== undefined && { events }),
    ...(description !== undefined && { description }),
    ...(enabled !== undefined && { isEnabled: enabled === 'yes' }),
  }
}

function eventsOf(old: WebhookEndpoint, { events, addEvents, removeEvents }: EditOptions): string[] | undefined {
  if (events !== undefined) return listed(events)
  if (addEvents === undefined && removeEvents === undefined) return undefined
  const removed = new Set(listed(removeEvents ?? ''))
  const unknown = [...removed].find(type => !old.events.includes(type))
  if (unknown !== undefined) {
    throw new CommandFailure('usage_invalid', 'invalid', { says: `The endpoint does not hear "${plain(unknown)}".` })
  }
  return [...new Set([...old.events, ...listed(addEvents ?? '')])].filter(type => !removed.has(type))
}

function linesOf(old: WebhookEndpoint, endpoint: WebhookEndpoint): string[] {
  if (old.version === endpoint.version) return ['Nothing to change: it was so already.']
  const { url, events, description, enabled, disabledWhy } = endpoint
  return [
    `Changed ${plain(old.url)}.`,
    `  address      ${plain(url)}`,
    `  events       ${events.join(', ')}`,
    ...(description === '' ? [] : [`  description  ${plain(description)}`]),
    `  state        ${enabled ? 'on' : `off (${disabledWhy})`}`,
  ]
}
