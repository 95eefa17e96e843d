import { setTimeout as sleep } from 'node:timers/promises'
import { defineCommand, type Run, type WhereOptions } from '../command.ts'
import { EventForwarder } from '../event-forwarder.ts'
import { CommandFailure } from '../failure.ts'
import { nameOf } from '../integration-text.ts'
import { locate } from '../locate.ts'
import type { Office } from '../office.ts'
import { withOffice } from '../open-office.ts'
import { listed } from './webhooks.ts'

interface ListenOptions extends WhereOptions {
  integration: string
  forward?: string
  events?: string
}

const WAIT_SECONDS = 15
const AGAIN_AFTER_MS = 1000

export const webhooksListenCommand = defineCommand<ListenOptions>({
  path: 'webhooks listen',
  group: 'Webhooks',
  says: 'Hear an integration’s events here, and forward each, signed, to a local address.',
  more: [
    'For development: no public address and no endpoint is needed. Events since the command started are forwarded as webhooks would be, under a signing secret that stays the same for the integration. While the server or the local address is away nothing is missed; an event that the local address answers with an error is told and not sent again. --json prints one document a line.',
  ],
  options: [
    { flags: '--integration <id>', says: 'the integration (id or exact name)', isRequired: true },
    { flags: '--forward <address>', says: 'where to send each event, such as http://localhost:4000/hooks' },
    { flags: '--events <types>', says: 'only these, separated by commas; all that its scopes allow unless said' },
  ],
  isRemote: true,
  examples: ['pit webhooks listen --integration Sync --forward http://localhost:4000'],
  run: (run, options) =>
    withOffice(run, options, async office => {
      const forward = options.forward === undefined ? undefined : readForward(options.forward)
      const { ref, integration } = await locate(run, office, { wanted: options.integration, options })
      const { signingSecret = '', cursor } = await office.startListening(ref.accountId, ref.integrationId)
      run.tell(`Listening to ${nameOf(integration)}${forward === undefined ? '' : `, forwarding to ${forward.href}`}.`)
      run.tell(`Signing secret: ${signingSecret}\nPress Ctrl+C to stop.`)
      const types = options.events === undefined ? undefined : listed(options.events)
      await listen(run, office, { ...ref, types, cursor, forward })
      return undefined
    }),
})

interface Listening {
  accountId: string
  integrationId: string
  types?: readonly string[]
  cursor: string
  forward: URL | undefined
}

/** Ends with the process. */
async function listen(run: Run, office: Office, { forward, ...wish }: Listening): Promise<void> {
  const forwarder = new EventForwarder(run, forward)
  let { cursor } = wish
  let isAway = false
  for (;;) {
    try {
      const page = await office.readEvents({ ...wish, cursor, waitSeconds: WAIT_SECONDS })
      if (isAway) run.tell('The server is back. What happened meanwhile follows.')
      isAway = false
      if (await forwarder.takePage(page.items)) cursor = page.cursor
      else await sleep(AGAIN_AFTER_MS, undefined, { signal: run.ports.signal })
    } catch (error) {
      if (!isPassing(error)) throw error
      if (!isAway) run.tell('The server is away; events wait there until it is back.')
      isAway = true
      await sleep(AGAIN_AFTER_MS, undefined, { signal: run.ports.signal })
    }
  }
}

function isPassing(error: unknown): boolean {
  return (error as { kind?: unknown }).kind === 'unavailable'
}

function readForward(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (url !== undefined && /^https?:$/.test(url.protocol)) return url
  throw new CommandFailure('usage_invalid', 'invalid', {
    says: '--forward must be an address such as http://localhost:4000/hooks.',
  })
}
