import { hash } from 'node:crypto'
import type { FailureLimit } from './failure-limit.ts'
import type { Presenter, Verdict, Verifier } from './verifier.ts'

/** Secrets remembered as good, where each look-up is a query: 6 MB at most. */
const GOOD_MAX = 50_000

/**
 * A verifier that turns away who keeps failing. A valid token is never refused for its neighbours' failures: it is
 * looked up first, which costs microseconds in memory. Where each look-up is a query (`isCostly`), a network that has
 * failed too often is not asked about any more, except for secrets that were good a while ago.
 */
export function guardVerifier(verifier: Verifier, failures: FailureLimit, isCostly = false): Verifier {
  const good = new Set<string>()
  const answer = (verdict: Verdict, caller: Presenter): Verdict => {
    if (verdict.ok || verdict.reason === 'unavailable') return verdict
    const retryAfterMs = failures.failed(caller.ip)
    return retryAfterMs === 0 ? verdict : { ok: false, reason: 'limited', retryAfterMs }
  }
  const decideCostly = async (secret: string, caller: Presenter): Promise<Verdict> => {
    const key = hash('sha256', secret, 'base64')
    const waitMs = failures.waitMs(caller.ip)
    if (waitMs > 0 && !good.has(key)) return { ok: false, reason: 'limited', retryAfterMs: waitMs }
    const verdict = await verifier.decide(secret, caller)
    if (verdict.ok) {
      if (good.size >= GOOD_MAX) good.clear()
      good.add(key)
    }
    return answer(verdict, caller)
  }
  return {
    ...verifier,
    check: (secret, caller) => answer(verifier.check(secret, caller), caller),
    decide(secret, caller) {
      if (isCostly) return decideCostly(secret, caller)
      const verdict = verifier.decide(secret, caller)
      return verdict instanceof Promise ? verdict.then(decided => answer(decided, caller)) : answer(verdict, caller)
    },
  }
}
