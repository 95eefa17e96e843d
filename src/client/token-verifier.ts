import { isWellFormedSecret } from '../lib/secrets.ts'
import { followChanges } from './change-stream.ts'
import type { Identity, RefusalCode, Verdict } from './identity.ts'
import { LocalIndex } from './local-index.ts'

export interface TokenVerifierOptions {
  /** Where Private Integrations answers, such as https://integrations.example.com. */
  url: string
  /** One of the server's PLATFORM_KEYS. */
  platformKey: string
  /** After how long without a word from the server this process trusts what it has learned no more. */
  leaseMs?: number
  /** After how long a token is asked about again though nothing was heard of a change. */
  ageMaxMs?: number
  /** Tokens remembered at most. */
  entriesMax?: number
  /** How long the server may take to answer. */
  timeoutMs?: number
}

/** What a call needs, and what is known of its caller. */
export interface Call {
  /** All of them are needed. */
  scopes?: readonly string[]
  ip?: string
  userAgent?: string
  clientName?: string
}

/** Decides about tokens in this process, asking the server only about those it does not know yet. */
export interface TokenVerifier {
  /** At once for a token that is known here; never rejects. */
  check(secret: string, call?: Call): Verdict | Promise<Verdict>
  /** Whether the stream of changes is alive: while it is not, every check asks the server. */
  isFollowing(): boolean
  close(): void
}

/** So far two nodes of the server can be apart in what they know. */
const SERVER_LEASE_MS = 3000
const PREFIX = 'pit_'
const INVALID: Verdict = { ok: false, code: 'token_invalid' }
const UNAVAILABLE: Verdict = { ok: false, code: 'temporary_reduced_capacity' }

/** Makes a verifier and begins to follow changes. Close it to let the process end. */
export function createTokenVerifier(options: TokenVerifierOptions): TokenVerifier {
  const { leaseMs = 3000, ageMaxMs = 60_000, entriesMax = 100_000, timeoutMs = 2000 } = options
  const url = options.url.endsWith('/') ? options.url.slice(0, -1) : options.url
  // However short a lease is chosen: an answer is as old as its node is behind, and then some time on its way.
  const doubtMs = Math.max(2 * leaseMs, SERVER_LEASE_MS + timeoutMs)
  const index = new LocalIndex({ entriesMax, ageMaxMs, doubtMs })
  let heardMs = Number.NEGATIVE_INFINITY
  let serverAheadMs = 0
  let resets = 0
  const isFollowing = () => performance.now() - heardMs < leaseMs
  const stream = followChanges({
    url,
    platformKey: options.platformKey,
    silenceMs: leaseMs,
    listener: {
      beat(serverNowMs) {
        heardMs = performance.now()
        serverAheadMs = serverNowMs - heardMs
      },
      changed(ids) {
        for (const id of ids) index.change(id, performance.now())
      },
      reset() {
        resets++
        index.clear()
      },
    },
  })
  const ask = async (secret: string, call: Call): Promise<Verdict> => {
    const resetsBefore = resets
    const answer = await askServer({ url, platformKey: options.platformKey, timeoutMs }, secret, call)
    if (answer === undefined) return UNAVAILABLE
    if (!answer.active) return refusalOf(answer, call)
    // An answer that was on its way when the stream broke may be older than what was missed.
    const isFresh = isFollowing() && resets === resetsBefore
    if (isFresh && !answer.addressBound) index.learn(secret, identityOf(answer), performance.now())
    return { ok: true, identity: identityOf(answer) }
  }
  return {
    check(secret, call = {}) {
      if (!isWellFormedSecret(PREFIX, secret)) return INVALID
      if (!isFollowing()) return ask(secret, call)
      const nowMs = performance.now()
      const known = index.find(secret, nowMs, nowMs + serverAheadMs)
      if (known === undefined) return ask(secret, call)
      const { scopes = [] } = call
      for (const scope of scopes) {
        if (!known.scopes.has(scope)) return { ok: false, code: 'scope_missing', requiredScopes: scopes }
      }
      return { ok: true, identity: known.identity }
    },
    isFollowing,
    close: () => stream.close(),
  }
}

type Answer = Partial<Identity> & {
  active: boolean
  code?: RefusalCode
  retryAfterSeconds?: number
  /** From some addresses only: such a token is asked about at every call. */
  addressBound?: boolean
}

interface Server {
  url: string
  platformKey: string
  timeoutMs: number
}

/** Undefined when the server gave no answer that decides. */
async function askServer(server: Server, secret: string, call: Call): Promise<Answer | undefined> {
  try {
    const reply = await fetch(`${server.url}/verify`, {
      method: 'POST',
      headers: { authorization: `Bearer ${server.platformKey}`, 'content-type': 'application/json' },
      body: JSON.stringify({ token: secret, ...call }),
      signal: AbortSignal.timeout(server.timeoutMs),
    })
    return reply.status === 200 ? ((await reply.json()) as Answer) : undefined
  } catch {
    return undefined
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
