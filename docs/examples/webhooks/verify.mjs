// Checks a webhook with nothing but Node. `body` is the raw text as it came, before any JSON parser.
import { createHmac, timingSafeEqual } from 'node:crypto'

const TOLERANCE_SECONDS = 300

/** The event, or an Error that says what is wrong. */
export function verifyWebhook(secret, headers, body, nowSeconds = Math.floor(Date.now() / 1000)) {
  const id = headers['webhook-id']
  const timestamp = headers['webhook-timestamp']
  if (!id || !/^\d+$/.test(timestamp ?? '')) throw new Error('webhook headers are missing')
  if (Math.abs(nowSeconds - Number(timestamp)) > TOLERANCE_SECONDS) throw new Error('the webhook is too old')
  const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64')
  const expected = createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest()
  // While a secret rotates there are two signatures: one that fits is enough.
  const signatures = (headers['webhook-signature'] ?? '').split(' ').map(text => text.split(','))
  const isGenuine = signatures.some(([version, text = '']) => {
    const given = Buffer.from(text, 'base64')
    return version === 'v1' && given.length === expected.length && timingSafeEqual(given, expected)
  })
  if (!isGenuine) throw new Error('the signature does not fit')
  return JSON.parse(body)
}
