import { hash } from 'node:crypto'
import type { FailureLimit } from './failure-limit.ts'
import type { Presenter, Verdict, Verifier } from './verifier.ts'

/** Secrets remembered as good, where each look-up is a query: 6 MB at most. */
const GOOD_MAX = 50_000

/** What a guard counts with. */
export interface GuardParts {
  failures: FailureLimit
  /** How often each verdict was given. */
  verdicts: Map<string, number>
  /** True where each look-up is a query. */
  isCostly?: boolean
}

/**
 * A verifier that turns away who keeps failing. A valid token is never refused for its neighbours' failures: it is
 * looked up first, which costs microseconds in memory. Where each look-up is a query (`isCostly`), a network that has
 * failed too often is not asked about any more, except for secrets that were good a while ago.
 */
export function guardVerifier(verifier: Verifier, { failures, verdicts, isCostly = false }: GuardParts): Verifier {
  const good = new Set<string>()
  const counted = (verdict: Verdict): Verdict => {
    const name = verdict.ok ? 'accepted' : verdict.reason
    verdicts.set(name, (verdicts.get(name) ?? 0) + 1)
    return verdict
  }
  const answer = (verdict: Verdict, caller: Presenter): Verdict => {
    if (verdict.ok || verdict.reason === 'unavailable') return counted(verdict)
    const retryAfterMs = failures.failed(caller.ip)
    return counted(retryAfterMs === 0 ? verdict : { ok: false, reason: 'limited', retryAfterMs })
  }
  const decideCostly = async (secret: string, caller: Presenter): Promise<Verdict> => {
    const key = hash('sha256', secret, 'base64')
    const waitMs = failures.waitMs(caller.ip)
    if (waitMs > 0 && !good.has(key)) return counted({ ok: false, reason: 'limited', retryAfterMs: waitMs })
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
