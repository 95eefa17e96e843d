import type { Actor } from '../domain/actor.ts'
import type { EndpointView } from '../domain/endpoint-view.ts'
import { SECRET_OVERLAP_HOURS_DEFAULT } from '../domain/webhook-endpoint.ts'
import { newSigningSecret } from '../lib/webhook-signature.ts'
import { updateEndpoint } from '../store/webhook-endpoints.ts'
import type { Deps } from './deps.ts'
import { openSecrets, sealPrevious, sealSecret } from './endpoint-secrets.ts'
import { recordAudit } from './record.ts'
import { changeEndpoint, type EndpointRef, type EndpointWork, targetOf } from './webhook-endpoints.ts'

/**
 * Makes a new signing secret. For the overlap (24 hours unless said, 0 = none) deliveries carry both signatures, so that
 * the receiver changes over without refusing one. A secret that was retiring already ends now.
 */
export async function rotateSigningSecret(
  deps: Deps,
  actor: Actor,
  input: EndpointRef & { overlapHours?: number },
): Promise<{ view: EndpointView; signingSecret: string }> {
  const { overlapHours = SECRET_OVERLAP_HOURS_DEFAULT } = input
  const signingSecret = newSigningSecret()
  const change: EndpointWork = async (tx, { stored, now }) => {
    const { endpoint: old } = stored
    const previousEndsAt = overlapHours === 0 ? undefined : new Date(now.getTime() + overlapHours * 3_600_000)
    const signing = { secretVersion: old.signing.secretVersion + 1, createdAt: now, previousEndsAt }
    const endpoint = { ...old, signing, version: old.version + 1, updatedAt: now }
    const [kept = ''] = openSecrets(deps.keys, stored, now)
    await updateEndpoint(tx.db, {
      endpoint,
      secrets: {
        current: sealSecret(deps.keys, endpoint, signingSecret),
        ...(previousEndsAt === undefined ? {} : { previous: sealPrevious(deps.keys, endpoint, kept) }),
      },
    })
    recordAudit(deps, tx, {
      ...{ actor, action: 'webhook_endpoint.secret_rotated', target: targetOf(endpoint), at: now },
      after: { overlapHours },
    })
    return endpoint
  }
  return changeEndpoint(deps, actor, { ...input, change, result: view => ({ view, signingSecret }) })
}
