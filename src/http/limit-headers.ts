import type { FastifyReply } from 'fastify'
import { type LimitVerdict, TEN_SECONDS_MS } from '../domain/limit.ts'
import type { Principal } from '../domain/principal.ts'
import { Problem } from '../domain/problem.ts'
import type { Services } from './services.ts'

const DAY_SECONDS = 86_400

/**
 * Counts a call of a known token against its integration's limits and says on every reply what is left: by the names
 * of API v2.0, and as the RateLimit draft has it. Throws rate_limited. Waits only where Redis is asked.
 */
export function takeFromLimits(
  reply: FastifyReply,
  principal: Principal,
  { limits, verifier, deps }: Pick<Services, 'limits' | 'verifier' | 'deps'>,
): void | Promise<void> {
  const known = verifier.describe(principal)?.limits ?? {}
  const verdict = limits.take(principal.integrationId, known, deps.clock.now().getTime())
  if (verdict instanceof Promise) return verdict.then(answered => answerLimit(reply, answered))
  answerLimit(reply, verdict)
}

/** Puts a verdict's headers on a reply; throws when it is a refusal. */
export function answerLimit(reply: FastifyReply, verdict: LimitVerdict): void {
  reply.headers(limitHeaders(verdict))
  if (!verdict.ok) throw limitProblem(verdict)
}

/** What is left, as headers. */
export function limitHeaders(verdict: LimitVerdict): Record<string, string> {
  const { perTenSeconds, tenSecondsRemaining, tenSecondsResetMs, perDay, dayRemaining, dayResetMs } = verdict
  return {
    'x-ratelimit-max': String(perTenSeconds),
    'x-ratelimit-remaining': String(tenSecondsRemaining),
    'x-ratelimit-interval-milliseconds': String(TEN_SECONDS_MS),
    'x-ratelimit-limit-daily': String(perDay),
    'x-ratelimit-daily-remaining': String(dayRemaining),
    'x-ratelimit-daily-reset': String(dayResetMs),
    'ratelimit-policy': `"tenSeconds";q=${perTenSeconds};w=10, "day";q=${perDay};w=${DAY_SECONDS}`,
    ratelimit: `"tenSeconds";r=${tenSecondsRemaining};t=${seconds(tenSecondsResetMs)}, "day";r=${dayRemaining};t=${seconds(dayResetMs)}`,
  }
}

/** The refusal: which limit, and when to come back. */
export function limitProblem(verdict: LimitVerdict): Problem {
  const { which, limit, retryAfterMs } = verdict
  const span = which === 'day' ? 'a day' : 'ten seconds'
  return new Problem('rate_limited', {
    detail: `No more than ${limit.toLocaleString('en')} requests in ${span} are answered. Try again in ${seconds(retryAfterMs)} s.`,
    facts: limitFacts(verdict),
  })
}

/** The same as facts. */
export function limitFacts({ which, limit, retryAfterMs }: LimitVerdict): Record<string, string | number> {
  return { limit, window: which, retryAfterSeconds: seconds(retryAfterMs) }
}

function seconds(ms: number): number {
  return Math.ceil(ms / 1000)
}
