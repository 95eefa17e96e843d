import type { IntegrationLimits } from '../domain/integration.ts'
import type { Principal } from '../domain/principal.ts'
import { TOKEN_PREFIX } from '../domain/token.ts'
import type { Clock } from '../lib/clock.ts'
import type { Keys } from '../lib/keys.ts'
import { isWellFormedSecret } from '../lib/secrets.ts'
import type { AccountPlace } from '../store/accounts.ts'
import type { FoundToken, TokenIndex } from './token-index.ts'
import type { ClientSeen, UseRecorder } from './use-recorder.ts'

/** Why a secret is refused. For our log and counters: on the wire they all read the same. */
export type RefusalReason = 'malformed' | 'unknown' | 'ended' | 'disabled' | 'expired' | 'address' | 'unavailable'

export type Verdict = { ok: true; principal: Principal } | { ok: false; reason: RefusalReason }

/** Decides in memory, in microseconds, what a presented secret opens. */
export interface Verifier {
  /** Never throws, never waits. `unavailable` means our own trouble and must become a 503. */
  check(secret: string, caller: { ip?: string }): Verdict
  /** An account by its wire id. */
  findLocation(wireId: string): AccountPlace | undefined
  /** What the index knows of an integration's name and limits beyond its principal. */
  describe(principal: Principal): { name: string; limits: IntegrationLimits } | undefined
  /** Remembers an accepted call; written down within a second. */
  recordUse(principal: Principal, client: ClientSeen): void
}

/** What a verifier stands on. `isTrusted` is false while this node holds no lease on the truth. */
export interface VerifierParts {
  index: TokenIndex
  keys: Keys
  clock: Clock
  isTrusted: () => boolean
  use: UseRecorder
}

export function createVerifier({ index, keys, clock, isTrusted, use }: VerifierParts): Verifier {
  const find = (secret: string): FoundToken | undefined => {
    for (const { hash } of keys.hashesOf(secret)) {
      const found = index.find(hash)
      if (found !== undefined) return found
    }
    return undefined
  }
  return {
    check(secret, caller) {
      if (!isWellFormedSecret(TOKEN_PREFIX, secret)) return { ok: false, reason: 'malformed' }
      if (!isTrusted()) return { ok: false, reason: 'unavailable' }
      const found = find(secret)
      const refusal = refuse(found, clock.now().getTime(), caller.ip)
      if (refusal !== undefined) return { ok: false, reason: refusal }
      const principal = found && toPrincipal(found, index)
      return principal === undefined ? { ok: false, reason: 'unavailable' } : { ok: true, principal }
    },
    findLocation: wireId => index.placeByWireId(wireId),
    describe: principal => index.integration(principal.integrationId),
    recordUse: (principal, client) => use.record(principal, client),
  }
}

/** The order of checks: known? ended? disabled? expired? from where? */
function refuse(found: FoundToken | undefined, nowMs: number, ip: string | undefined): RefusalReason | undefined {
  if (found === undefined) return 'unknown'
  if (nowMs >= found.endsAtMs) return 'ended'
  const { integration } = found
  if (integration.isDisabled) return 'disabled'
  if (nowMs >= integration.expiresAtMs) return 'expired'
  if (integration.allowedIps?.has(ip ?? '') === false) return 'address'
  return undefined
}

function toPrincipal(found: FoundToken, index: TokenIndex): Principal | undefined {
  const place = index.placeOf(found.integration.accountId)
  if (place === undefined) return undefined
  const parent = place.parentId === undefined ? place : index.placeOf(place.parentId)
  return {
    accountId: place.id,
    accountKind: place.kind,
    wireId: place.wireId,
    companyId: parent?.wireId ?? place.wireId,
    integrationId: found.integration.id,
    tokenId: found.tokenId,
    scopes: found.integration.scopes,
    endsAt: Number.isFinite(found.endsAtMs) ? new Date(found.endsAtMs) : undefined,
    retiringSince: found.isRetiring ? found.integration.rotationStartedAt : undefined,
  }
}
