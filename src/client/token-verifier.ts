import { isWellFormedSecret } from '../lib/secrets.ts'
import { type Answer, askServer, type Server, sendReport } from './ask-server.ts'
import { CallReporter } from './call-reporter.ts'
import { followChanges } from './change-stream.ts'
import type { Call, Identity, Verdict } from './identity.ts'
import { type Known, LocalIndex } from './local-index.ts'
import { LocalLimits } from './local-limits.ts'

export interface TokenVerifierOptions {
  /** Where Private Integrations answers, such as https://integrations.example.com. */
  url: string
  /** One of the server's PLATFORM_KEYS. */
  platformKey: string
  /** After how long without a word from the server this process trusts what it has learned no more: 3000. */
  leaseMs?: number
  /** After how long a token is asked about again though nothing was heard of a change: 60000. */
  ageMaxMs?: number
  /** Tokens remembered at most: 100000. */
  entriesMax?: number
  /** How long the server may take to answer: 2000. */
  timeoutMs?: number
  /** How often the server is told of calls that were decided here: 1000. */
  reportEveryMs?: number
}

/** Decides about tokens in this process, asking the server only about those it does not know yet. */
export interface TokenVerifier {
  /** At once for a token that is known here; never rejects. */
  check(secret: string, call?: Call): Verdict | Promise<Verdict>
  /** Whether the stream of changes is alive: while it is not, every check asks the server. */
  isFollowing(): boolean
  /** Ends the stream and tells the server of the last calls. */
  close(): Promise<void>
}

/** So far two nodes of the server can be apart in what they know. */
const SERVER_LEASE_MS = 3000
const PREFIX = 'pit_'
const INVALID: Verdict = { ok: false, code: 'token_invalid' }
const UNAVAILABLE: Verdict = { ok: false, code: 'temporary_reduced_capacity' }

/** Makes a verifier and begins to follow changes. Close it to let the process end. */
export function createTokenVerifier(options: TokenVerifierOptions): TokenVerifier {
  return new FollowingVerifier(options)
}

class FollowingVerifier implements TokenVerifier {
  readonly #leaseMs: number
  readonly #server: Server
  readonly #index: LocalIndex
  readonly #limits = new LocalLimits()
  readonly #reporter: CallReporter
  readonly #stream: { close(): void }
  #heardMs = Number.NEGATIVE_INFINITY
  /** Add it to the monotonic clock for the server's time. */
  #serverAheadMs = 0
  #resets = 0

  constructor({ url, platformKey, ...options }: TokenVerifierOptions) {
    const { leaseMs = 3000, ageMaxMs = 60_000, entriesMax = 100_000, timeoutMs = 2000, reportEveryMs = 1000 } = options
    this.#leaseMs = leaseMs
    this.#server = { url: url.replace(/\/$/, ''), platformKey, timeoutMs }
    // However short a lease is chosen: an answer is as old as its node is behind, and then some time on its way.
    const doubtMs = Math.max(2 * leaseMs, SERVER_LEASE_MS + timeoutMs)
    this.#index = new LocalIndex({ entriesMax, ageMaxMs, doubtMs })
    this.#reporter = new CallReporter({
      everyMs: reportEveryMs,
      send: report => sendReport(this.#server, report),
      onTold: (answer, told) => this.#limits.settle(answer.limits, told, answer.at),
    })
    this.#stream = this.#follow()
  }

  check(secret: string, call: Call = {}): Verdict | Promise<Verdict> {
    if (!isWellFormedSecret(PREFIX, secret)) return INVALID
    if (!this.isFollowing()) return this.#ask(secret, call)
    const nowMs = performance.now()
    const known = this.#index.find(secret, nowMs, nowMs + this.#serverAheadMs)
    return known === undefined ? this.#ask(secret, call) : this.#decide(known, call, nowMs + this.#serverAheadMs)
  }

  isFollowing(): boolean {
    return performance.now() - this.#heardMs < this.#leaseMs
  }

  close(): Promise<void> {
    this.#stream.close()
    return this.#reporter.close()
  }

  /** As the server would: scopes first, then limits; and the server is told of it. */
  #decide({ identity, scopes }: Known, call: Call, serverNowMs: number): Verdict {
    const { scopes: needed = [] } = call
    for (const scope of needed) {
      if (scopes.has(scope)) continue
      this.#reporter.note({ identity, call, status: 403, missingScope: scope, atMs: serverNowMs })
      return { ok: false, code: 'scope_missing', requiredScopes: needed }
    }
    const waitMs = this.#limits.take(identity.integration.id, serverNowMs)
    this.#reporter.note({ identity, call, status: waitMs > 0 ? 429 : 200, atMs: serverNowMs })
    if (waitMs > 0) return { ok: false, code: 'rate_limited', retryAfterSeconds: Math.ceil(waitMs / 1000) }
    return { ok: true, identity }
  }

  async #ask(secret: string, call: Call): Promise<Verdict> {
    const resetsBefore = this.#resets
    const answer = await askServer(this.#server, secret, call)
    if (answer === undefined) return UNAVAILABLE
    if (!answer.active) return refusalOf(answer, call)
    const identity = identityOf(answer)
    // An answer that was on its way when the stream broke may be older than what was missed.
    const isFresh = this.isFollowing() && this.#resets === resetsBefore
    if (isFresh && !answer.addressBound) this.#learn(secret, identity, answer)
    return { ok: true, identity }
  }

  #learn(secret: string, identity: Identity, { limits }: Answer): void {
    const nowMs = performance.now()
    this.#index.learn(secret, identity, nowMs)
    if (limits !== undefined) this.#limits.hear(identity.integration.id, limits, nowMs + this.#serverAheadMs)
  }

  #follow(): { close(): void } {
    return followChanges({
      ...this.#server,
      silenceMs: this.#leaseMs,
      listener: {
        beat: serverNowMs => {
          this.#heardMs = performance.now()
          this.#serverAheadMs = serverNowMs - this.#heardMs
        },
        changed: ids => {
          for (const id of ids) this.#index.change(id, performance.now())
        },
        reset: () => {
          this.#resets++
          this.#index.clear()
        },
      },
    })
  }
}

function refusalOf({ code = 'token_invalid', retryAfterSeconds }: Answer, { scopes }: Call): Verdict {
  return {
    ok: false,
    code,
    ...(retryAfterSeconds !== undefined && { retryAfterSeconds }),
    ...(code === 'scope_missing' && { requiredScopes: scopes ?? [] }),
  }
}

function identityOf(answer: Answer): Identity {
  const { account, integration, token, scopes, endsAt } = answer as Identity
  return { account, integration, token, scopes, endsAt }
}
