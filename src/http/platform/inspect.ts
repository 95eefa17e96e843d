import type { LimitVerdict } from '../../domain/limit.ts'
import type { Principal } from '../../domain/principal.ts'
import type { ClientSeen } from '../../verify/use-recorder.ts'
import type { RefusalReason, Verdict } from '../../verify/verifier.ts'
import type { Services } from '../services.ts'
import type { NamedOperations } from './named-operations.ts'

/** A token as a platform shows it, with what the call behind it needs. */
export interface Presented {
  secret: string
  client: ClientSeen
  /** All of them are needed. */
  scopes: readonly string[]
  /** Names what was called, by the label that the platform gives it. */
  operations: NamedOperations
  label?: string
  requestId: string
  /** False: the call is neither counted against the limits nor remembered. */
  isCounted: boolean
}

/** Why a token is not good for a call, in the words of docs/errors.md. What is wrong with a secret itself is never told. */
export type FindingCode =
  | 'token_invalid'
  | 'address_not_allowed'
  | 'scope_missing'
  | 'rate_limited'
  | 'temporary_reduced_capacity'

export type Finding =
  | { ok: true; principal: Principal; limit?: LimitVerdict }
  | { ok: false; code: FindingCode; principal?: Principal; retryAfterMs?: number; limit?: LimitVerdict }

type Doors = Pick<Services, 'verifier' | 'limits' | 'calls' | 'deps'>

/**
 * The whole check, cheapest first: format, look-up, ended, disabled, expired, address, scopes, limits, count. At once
 * unless the database or Redis must be asked. Never throws.
 */
export function inspect(doors: Doors, presented: Presented): Finding | Promise<Finding> {
  const startedMs = performance.now()
  const verdict = doors.verifier.decide(presented.secret, presented.client)
  return whenKnown(verdict, known =>
    whenKnown(judge(doors, presented, known), finding => count(doors, presented, { finding, startedMs })),
  )
}

/** Without a promise where there is none: a turn of the microtask queue costs more than the look-up. */
function whenKnown<In, Out>(value: In | Promise<In>, next: (value: In) => Out | Promise<Out>): Out | Promise<Out> {
  return value instanceof Promise ? value.then(next) : next(value)
}

function judge(doors: Doors, presented: Presented, verdict: Verdict): Finding | Promise<Finding> {
  if (!verdict.ok) return { ok: false, code: CODES[verdict.reason], retryAfterMs: verdict.retryAfterMs }
  const { principal } = verdict
  for (const scope of presented.scopes) {
    if (!principal.scopes.has(scope)) return { ok: false, code: 'scope_missing', principal }
  }
  if (!presented.isCounted) return { ok: true, principal }
  const taken = doors.limits.take(principal.integrationId, verdict.limits, doors.deps.clock.now().getTime())
  return whenKnown(taken, limit =>
    limit.ok
      ? { ok: true, principal, limit }
      : { ok: false, code: 'rate_limited', principal, limit, retryAfterMs: limit.retryAfterMs },
  )
}

const CODES: Record<RefusalReason, FindingCode> = {
  malformed: 'token_invalid',
  unknown: 'token_invalid',
  ended: 'token_invalid',
  disabled: 'token_invalid',
  expired: 'token_invalid',
  address: 'address_not_allowed',
  limited: 'rate_limited',
  unavailable: 'temporary_reduced_capacity',
}

const STATUS: Partial<Record<FindingCode, number>> = { scope_missing: 403, rate_limited: 429 }

function count(
  { verifier, calls }: Doors,
  { client, scopes, operations, label, requestId, isCounted }: Presented,
  { finding, startedMs }: { finding: Finding; startedMs: number },
): Finding {
  const { principal } = finding
  if (principal === undefined || !isCounted) return finding
  verifier.recordUse(principal, client)
  const missingScope = finding.ok ? undefined : scopes.find(scope => !principal.scopes.has(scope))
  calls.record({
    principal,
    client,
    // Only now: whoever has no token takes no name from those who have.
    operation: operations.named(label),
    status: finding.ok ? 200 : (STATUS[finding.code] ?? 403),
    durationMs: performance.now() - startedMs,
    requestId,
    ...(missingScope !== undefined && { missingScope }),
  })
  return finding
}
