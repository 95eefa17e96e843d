import type { Delivery, DeliveryDetails } from '../../contract/deliveries.ts'
import {
  DELIVERY_STATUSES,
  type DeliveryStatus,
  REDELIVERY_REACHES,
  type RedeliveryReach,
} from '../../domain/delivery.ts'
import { type Answer, defineCommand, type Run, type WhereOptions } from '../command.ts'
import { CommandFailure } from '../failure.ts'
import { readWhole } from '../input.ts'
import { chooseAccount } from '../locate.ts'
import { readMoment, sayMoment, sayUntil } from '../moments.ts'
import type { Office } from '../office.ts'
import { withOffice } from '../open-office.ts'
import { plain } from '../screen.ts'
import { renderTable } from '../table.ts'
import type { EndpointRef } from '../webhook-office.ts'
import { ENDPOINT, findEndpoint } from './webhooks.ts'

const LIMIT_DEFAULT = 25
const DELIVERY = { name: 'id', says: 'a delivery (dlv_…), or an endpoint (whe_… or its address) with --since' }

export const webhooksTestCommand = defineCommand<WhereOptions & { event?: string }>({
  path: 'webhooks test',
  group: 'Webhooks',
  says: 'Send an endpoint a made-up event once.',
  args: [ENDPOINT],
  options: [{ flags: '--event <type>', says: 'one of its events; webhook.test unless said' }],
  isRemote: true,
  examples: ['pit webhooks test https://example.com/hooks --event ContactCreate'],
  run: (run, options, [wanted = '']) =>
    withOffice(run, options, async office => {
      const { ref } = await findEndpoint(run, office, { wanted, options })
      const delivery = await office.testEndpoint(ref, options.event)
      const lines = [`${delivery.event.type} is on its way. What came of it: pit webhooks deliveries ${delivery.id}`]
      return { data: { delivery }, lines }
    }),
})

export const webhooksDeliveriesCommand = defineCommand<
  WhereOptions & { status?: DeliveryStatus; event?: string; limit?: number }
>({
  path: 'webhooks deliveries',
  group: 'Webhooks',
  says: 'List an endpoint’s deliveries, newest first; or show one with its requests and answers.',
  args: [{ name: 'endpoint', says: 'the endpoint (whe_… or its address), or one delivery (dlv_…)' }],
  options: [
    { flags: '--status <status>', says: 'only those in this state', choices: DELIVERY_STATUSES },
    { flags: '--event <type>', says: 'only of this event' },
    { flags: '--limit <number>', says: `how many (1 to 100; ${LIMIT_DEFAULT})`, parse: readWhole('--limit') },
  ],
  isRemote: true,
  examples: [
    'pit webhooks deliveries https://example.com/hooks --status failed',
    'pit webhooks deliveries dlv_0Fh3Tz9QwErTy1Ui2Op3',
  ],
  run: (run, options, [wanted = '']) =>
    withOffice(run, options, async office => {
      if (wanted.startsWith('dlv_')) return showDelivery(run, office, { wanted, options })
      const { ref } = await findEndpoint(run, office, { wanted, options })
      const { status, event, limit = LIMIT_DEFAULT } = options
      const items = await office.listDeliveries({ ...ref, status, event, limit })
      return { data: { items }, lines: deliveryTable(items, run, office.clock.now()) }
    }),
})

export const webhooksRedeliverCommand = defineCommand<WhereOptions & { since?: string; status?: RedeliveryReach }>({
  path: 'webhooks redeliver',
  group: 'Webhooks',
  says: 'Send a delivery again; or all that failed, or was missed, at an endpoint since a moment.',
  more: ['The webhook-id stays the same, so that a receiver can tell what it has seen.'],
  args: [DELIVERY],
  options: [
    { flags: '--since <moment>', says: 'with an endpoint: from when on' },
    {
      flags: '--status <which>',
      says: 'with --since: failed (unless said), undelivered (also what happened while the endpoint was off or the event paused), all',
      choices: REDELIVERY_REACHES,
    },
  ],
  isRemote: true,
  examples: [
    'pit webhooks redeliver dlv_0Fh3Tz9QwErTy1Ui2Op3',
    'pit webhooks redeliver https://example.com/hooks --since 2026-12-31T18:00Z',
  ],
  run: (run, options, [wanted = '']) =>
    withOffice(run, options, async office => {
      if (wanted.startsWith('dlv_')) {
        const { id: accountId } = await chooseAccount(run, office, options)
        const delivery = await office.redeliver(accountId, wanted)
        return { data: { delivery }, lines: [`${delivery.event.type} is on its way again.`] }
      }
      if (options.since === undefined) {
        throw new CommandFailure('usage_invalid', 'invalid', { says: 'With an endpoint, --since says from when on.' })
      }
      const { ref } = await findEndpoint(run, office, { wanted, options })
      const since = readMoment('--since', options.since, office.clock.now())
      const { status } = options
      const count = await resendAll(run, office, { ...ref, since, ...(status && { status }) })
      return { data: { count }, lines: [`${count} deliveries are on their way again.`] }
    }),
})

/** Part by part until all are on their way. What breaks off in between says how far it came. */
async function resendAll(
  run: Run,
  office: Office,
  wish: EndpointRef & { since: Date; status?: RedeliveryReach },
): Promise<number> {
  let count = 0
  let cursor: string | undefined
  do {
    const part = await office.redeliverMany({ ...wish, ...(cursor && { cursor }) }).catch((error: unknown) => {
      if (count > 0) run.tell(`${count} deliveries are on their way again already.`)
      throw error
    })
    count += part.count
    cursor = part.nextCursor
    if (cursor !== undefined) run.tell(`${count} deliveries so far …`)
  } while (cursor !== undefined)
  return count
}

async function showDelivery(
  run: Run,
  office: Office,
  { wanted, options }: { wanted: string; options: WhereOptions },
): Promise<Answer> {
  const { id: accountId } = await chooseAccount(run, office, options)
  const delivery = await office.getDelivery(accountId, wanted)
  return { data: { delivery }, lines: deliveryLines(delivery, run, office.clock.now()) }
}

function deliveryLines(delivery: DeliveryDetails, { screen }: Run, now: Date): string[] {
  const head = `${screen.bold(delivery.event.type)} ${delivery.event.id}: ${delivery.status}`
  const next = delivery.nextAttemptAt === null ? [] : [`The next attempt is ${sayUntil(delivery.nextAttemptAt, now)}.`]
  const attempts = delivery.attempts.flatMap(({ number, at, durationMs, sentence, statusCode, request, response }) => [
    '',
    `${screen.dim(`Attempt ${number}, ${sayMoment(new Date(at))}, ${durationMs} ms`)}  ${statusCode ?? ''} ${sentence}`,
    plain(`  POST ${request.url}`),
    ...(request.body === null ? [] : [plain(`  ${request.body.slice(0, 400)}`)]),
    ...(response === null ? [] : [plain(`  answered: ${response.body.slice(0, 400) || '(nothing)'}`)]),
  ])
  return [head, ...(delivery.whySentence === null ? [] : [delivery.whySentence]), ...next, ...attempts]
}

function deliveryTable(items: readonly Delivery[], { screen }: Run, now: Date): string[] {
  if (items.length === 0) return ['No deliveries.']
  const rows = items.map(({ id, event, status, attemptCount, lastAttempt, nextAttemptAt, createdAt }) => [
    sayMoment(new Date(createdAt)).replace(' UTC', ''),
    event.type,
    status,
    String(attemptCount),
    lastAttempt === null ? '' : String(lastAttempt.statusCode ?? lastAttempt.outcome.replaceAll('_', ' ')),
    nextAttemptAt === null ? '' : sayUntil(nextAttemptAt, now),
    id,
  ])
  const titles = ['at (utc)', 'event', 'status', 'attempts', 'answer', 'next', 'id'].map(title => ({ title }))
  return renderTable(titles, rows, screen)
}
