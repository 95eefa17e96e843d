import type { KeyObject } from 'node:crypto'
import type { Finished } from '../../actions/delivery-results.ts'
import type { Outgoing } from '../../actions/dispatch.ts'
import type { AttemptOutcome } from '../../domain/delivery.ts'
import { sentBody } from '../../domain/sent-body.ts'
import { redactHeaders, redactText } from '../../lib/outbound/redact.ts'
import type { OutboundRequest, OutboundResult } from '../../lib/outbound/sender.ts'
import { bodySignature, standardSignature } from '../../lib/webhook-signature.ts'
import type { OpenedSecrets } from './opened-secrets.ts'

/** The server's own signing key of the moment. */
export interface ServerKey {
  id: string
  key: KeyObject
}

/** Puts a delivery's request together: the body once, and over its very bytes every signature. */
export function outgoingRequest(
  { delivery, receiver }: Outgoing,
  { secrets, serverKey, now, agent }: { secrets: OpenedSecrets; serverKey: ServerKey; now: Date; agent: string },
): OutboundRequest {
  const body = sentBody(delivery.body ?? '{}', { at: now, webhookId: delivery.eventId })
  const timestampSeconds = Math.floor(now.getTime() / 1000)
  return {
    url: receiver.endpoint.url,
    headers: {
      'content-type': 'application/json',
      'user-agent': agent,
      'webhook-id': delivery.eventId,
      'webhook-timestamp': String(timestampSeconds),
      'webhook-signature': standardSignature(secrets.of(receiver, now), {
        id: delivery.eventId,
        timestampSeconds,
        body,
      }),
      'x-ghl-signature': bodySignature(serverKey.key, body),
      'x-ghl-signature-key': serverKey.id,
    },
    body,
  }
}

/** What an attempt found, in the words of domain/delivery.ts, with secrets taken out of what is kept. */
export function findingOf(result: OutboundResult): NonNullable<Finished['finding']> {
  const { durationMs } = result
  if (result.kind === 'refused') return { outcome: 'target_refused', durationMs }
  if (result.kind === 'failed')
    return { outcome: result.reason === 'aborted' ? 'not_reached' : result.reason, durationMs }
  const { status, headers, body } = result
  const retryAfterMs = readRetryAfter(headers['retry-after'], headers.date)
  return {
    outcome: outcomeOf(status),
    durationMs,
    statusCode: status,
    responseHeaders: redactHeaders(headers),
    responseBody: redactText(body),
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
  }
}

function outcomeOf(status: number): AttemptOutcome {
  if (status >= 200 && status < 300) return 'succeeded'
  if (status >= 300 && status < 400) return 'redirected'
  return status === 410 ? 'gone' : 'refused_by_receiver'
}

/** Seconds, or a date; the receiver's own Date header says how far away that is, whatever its clock shows. */
function readRetryAfter(value: string | undefined, date: string | undefined): number | undefined {
  if (value === undefined) return undefined
  if (/^\d{1,9}$/.test(value)) return Number(value) * 1000
  const span = new Date(value).getTime() - new Date(date ?? '').getTime()
  return span > 0 ? span : undefined
}
