import { setTimeout as sleep } from 'node:timers/promises'
import type { EventFeedReply } from '../../contract/event-feed.ts'
import { defineCommand, type Run, type WhereOptions } from '../command.ts'
import { CommandFailure } from '../failure.ts'
import { nameOf } from '../integration-text.ts'
import { locate } from '../locate.ts'
import type { Office } from '../office.ts'
import { withOffice } from '../open-office.ts'
import { plain, toJson } from '../screen.ts'
import { listed } from './webhooks.ts'

interface ListenOptions extends WhereOptions {
  integration: string
  forward?: string
  events?: string
}

const WAIT_SECONDS = 15
const AGAIN_AFTER_MS = 1000
const FORWARD_TIMEOUT_MS = 15_000

type FeedEvent = EventFeedReply['items'][number]

/** What became of one event at the local address. */
interface Forwarded {
  event: FeedEvent
  status?: number
  failure?: string
  durationMs: number
}

export const webhooksListenCommand = defineCommand<ListenOptions>({
  path: 'webhooks listen',
  group: 'Webhooks',
  says: 'Hear an integration’s events here, and forward each, signed, to a local address.',
  more: [
    'For development: no public address and no endpoint is needed. Events since the command started are forwarded as webhooks would be, under a signing secret that stays the same for the integration. While the server is away nothing is missed; an event that the local address does not take is told and not sent again. --json prints one document a line.',
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
  let { cursor } = wish
  let isAway = false
  for (;;) {
    try {
      const page = await office.readEvents({ ...wish, cursor, waitSeconds: WAIT_SECONDS })
      if (isAway) run.tell('The server is back. What happened meanwhile follows.')
      isAway = false
      for (const event of page.items) print(run, await forwardEvent(event, forward))
      cursor = page.cursor
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

async function forwardEvent(event: FeedEvent, forward: URL | undefined): Promise<Forwarded> {
  const startedMs = performance.now()
  const took = () => Math.round(performance.now() - startedMs)
  if (forward === undefined) return { event, durationMs: 0 }
  try {
    const { headers, body } = event.request
    // oxlint-disable-next-line eslint/no-restricted-globals -- the address is the developer's own, on this machine
    const reply = await fetch(forward, {
      ...{ method: 'POST', headers, body, redirect: 'manual' as const },
      signal: AbortSignal.timeout(FORWARD_TIMEOUT_MS),
    })
    await reply.body?.cancel()
    return { event, status: reply.status, durationMs: took() }
  } catch (error) {
    const { name, message, cause } = error as Error & { cause?: { code?: string } }
    const failure = name === 'TimeoutError' ? 'no answer in 15 s' : (cause?.code ?? message)
    return { event, failure, durationMs: took() }
  }
}

function print(run: Run, { event, status, failure, durationMs }: Forwarded): void {
  const { stdout } = run.ports.terminal
  if (run.isJson) {
    stdout.write(
      `${toJson({ ...event, forwarded: { status: status ?? null, failure: failure ?? null, durationMs } })}\n`,
    )
    return
  }
  const { screen } = run
  const isTaken = status !== undefined && status >= 200 && status < 300
  const verdict =
    failure === undefined && status === undefined
      ? ''
      : isTaken
        ? `→ ${screen.good(String(status))} in ${durationMs} ms`
        : `→ ${screen.bad(String(status ?? failure))}: missed, it is not sent again`
  stdout.write(`${event.createdAt.slice(11, 19)}  ${screen.bold(event.type)}  ${screen.dim(event.id)}  ${verdict}\n`)
  if (verdict === '') stdout.write(`${plain(event.request.body)}\n`)
}

function readForward(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (url !== undefined && /^https?:$/.test(url.protocol)) return url
  throw new CommandFailure('usage_invalid', 'invalid', {
    says: '--forward must be an address such as http://localhost:4000/hooks.',
  })
}
