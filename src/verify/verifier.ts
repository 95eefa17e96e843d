import type { IntegrationLimits } from '../domain/integration.ts'
import type { Principal } from '../domain/principal.ts'
import { TOKEN_PREFIX } from '../domain/token.ts'
import type { Clock } from '../lib/clock.ts'
import type { Keys } from '../lib/keys.ts'
import { isWellFormedSecret } from '../lib/secrets.ts'
import type { AccountPlace } from '../store/accounts.ts'
import type { DescribedIntegration, LookUp } from './look-up.ts'
import type { PendingChanges } from './pending-changes.ts'
import type { FoundToken, TokenIndex } from './token-index.ts'
import type { ClientSeen, EarlierCalls, TokenOfCall, UseRecorder } from './use-recorder.ts'

/** Why a secret is refused. For our log and counters: on the wire they all read the same. */
export type RefusalReason =
  | 'malformed'
  | 'unknown'
  | 'ended'
  | 'disabled'
  | 'expired'
  | 'address'
  | 'limited'
  | 'unavailable'

/** `retryAfterMs` comes with `limited`: too many failures from this network. */
export type Verdict =
  | { ok: true; principal: Principal; limits: IntegrationLimits }
  | { ok: false; reason: RefusalReason; retryAfterMs?: number }

/** From where a secret comes, and what for. Only the address decides anything. */
export interface Presenter {
  ip?: string
  userAgent?: string
  clientName?: string
  /** Method and the route's pattern. */
  operation?: string
}

/** Decides in memory, in microseconds, what a presented secret opens. */
export interface Verifier {
  /** Never throws, never waits. `unavailable` means our own trouble and must become a 503. Knows what the index knows. */
  check(secret: string, caller: Presenter): Verdict
  /**
   * What doors ask: `check`, which waits only where a change of that token is being read, or the database where the index is
   * switched off. Never throws, never rejects.
   */
  decide(secret: string, caller: Presenter): Verdict | Promise<Verdict>
  /** An account by its wire id. */
  findLocation(wireId: string): AccountPlace | undefined
  /** What is known of an integration's name and limits beyond its principal. */
  describe(principal: Pick<Principal, 'integrationId'>): DescribedIntegration | undefined
  /** Remembers an accepted call; written down within a second. */
  recordUse(principal: TokenOfCall, client: ClientSeen, earlier?: EarlierCalls): void
}

/** A well-formed secret that opens nothing (any more), for whoever watches over ended secrets. */
export interface RefusedSecret extends Presenter {
  reason: 'unknown' | 'ended'
  /** Its keyed hashes, the present pepper's first. */
  hashes: readonly Buffer[]
}

/** What a verifier stands on. `isTrusted` is false while this node holds no lease on the truth. */
export interface VerifierParts {
  index: TokenIndex
  pending: Pick<PendingChanges, 'of'>
  keys: Keys
  clock: Clock
  isTrusted: () => boolean
  use: UseRecorder
  /** Absent: the index decides. */
  lookUp?: LookUp
  /** Is told of each refused secret that could have been a token once; must be quick and must not throw. */
  onRefused?: (refused: RefusedSecret) => void
}

const MALFORMED: Verdict = { ok: false, reason: 'malformed' }
const UNAVAILABLE: Verdict = { ok: false, reason: 'unavailable' }

export function createVerifier(parts: VerifierParts): Verifier {
  const { index, pending, keys, isTrusted, use, lookUp } = parts
  const find = (hashes: readonly Buffer[]): FoundToken | undefined => {
    for (const hash of hashes) {
      const found = index.find(hash)
      if (found !== undefined) return found
    }
    return undefined
  }
  const decideByIndex = (secret: string, caller: Presenter): Verdict | Promise<Verdict> => {
    if (!isWellFormedSecret(TOKEN_PREFIX, secret)) return MALFORMED
    if (!isTrusted()) return UNAVAILABLE
    const hashes = keys.hashesOf(secret).map(({ hash }) => hash)
    const found = find(hashes)
    const settled = pending.of(found?.integration.id)
    if (settled === undefined) return judge(parts, { hashes, found, caller })
    // Once: what is heard of after this call began need not be known to its answer.
    return settled.then(
      () => (isTrusted() ? judge(parts, { hashes, found: find(hashes), caller }) : UNAVAILABLE),
      () => UNAVAILABLE,
    )
  }
  const decideByDatabase = async (secret: string, caller: Presenter, found: LookUp): Promise<Verdict> => {
    const hashes = keys.hashesOf(secret).map(({ hash }) => hash)
    const token = await found.find(hashes).catch(() => 'unavailable' as const)
    return token === 'unavailable' ? UNAVAILABLE : judge(parts, { hashes, found: token, caller })
  }
  return {
    check(secret, caller) {
      const verdict = decideByIndex(secret, caller)
      return verdict instanceof Promise ? UNAVAILABLE : verdict
    },
    decide(secret, caller) {
      if (lookUp === undefined) return decideByIndex(secret, caller)
      return isWellFormedSecret(TOKEN_PREFIX, secret) ? decideByDatabase(secret, caller, lookUp) : MALFORMED
    },
    findLocation: wireId => index.placeByWireId(wireId),
    describe: ({ integrationId }) => lookUp?.describe(integrationId) ?? index.integration(integrationId),
    recordUse: (principal, client, earlier) => use.record(principal, client, earlier),
  }
}

interface Presented {
  hashes: readonly Buffer[]
  found: FoundToken | undefined
  caller: Presenter
}

function judge(parts: VerifierParts, { hashes, found, caller }: Presented): Verdict {
  const reason = refuse(found, parts.clock.now().getTime(), caller.ip)
  if (reason === 'unknown' || reason === 'ended') parts.onRefused?.({ ...caller, reason, hashes })
  if (reason !== undefined) return { ok: false, reason }
  const principal = found && toPrincipal(found, parts.index)
  if (found === undefined || principal === undefined) return UNAVAILABLE
  return { ok: true, principal, limits: found.integration.limits }
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
