import { signsWithPrevious, type WebhookEndpoint } from '../domain/webhook-endpoint.ts'
import type { Keys } from '../lib/keys.ts'
import type { SealedPlace } from '../lib/sealed.ts'
import type { StoredEndpoint } from '../store/webhook-endpoints.ts'

/** A secret as it lies in its endpoint's row. */
export function sealSecret(keys: Keys, endpoint: WebhookEndpoint, secret: string): Buffer {
  return keys.seal(placeOf(endpoint, 'current'), secret)
}

/** The secret before it, for the overlap. */
export function sealPrevious(keys: Keys, endpoint: WebhookEndpoint, secret: string): Buffer {
  return keys.seal(placeOf(endpoint, 'previous'), secret)
}

/** The secrets that sign now, the current one first. */
export function openSecrets(keys: Keys, { endpoint, secrets }: StoredEndpoint, now: Date): string[] {
  const current = openCurrent(keys, { endpoint, secrets })
  if (secrets.previous === undefined || !signsWithPrevious(endpoint.signing, now)) return [current]
  return [current, keys.open(placeOf(endpoint, 'previous'), secrets.previous)]
}

function openCurrent(keys: Keys, { endpoint, secrets }: StoredEndpoint): string {
  return keys.open(placeOf(endpoint, 'current'), secrets.current)
}

function placeOf({ accountId, id, signing }: WebhookEndpoint, which: 'current' | 'previous'): SealedPlace {
  const column = which === 'current' ? 'secret_sealed' : 'previous_secret_sealed'
  return { table: 'webhook_endpoints', owner: accountId, row: id, column, version: signing.secretVersion }
}
