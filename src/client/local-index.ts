import { hash as digest } from 'node:crypto'
import type { Identity } from './identity.ts'

/** What is known of a token. */
export interface Known {
  identity: Identity
  scopes: ReadonlySet<string>
  endsAtMs: number
  learnedMs: number
}

export interface LocalIndexOptions {
  entriesMax: number
  /** Asked again after this long, changed or not. */
  ageMaxMs: number
  /** For so long after a change no answer about that integration is remembered. */
  doubtMs: number
}

/**
 * What this process has learned of tokens, by the SHA-256 of each secret: no secret is kept. Times are those of the
 * monotonic clock but `endsAtMs`, which is the server's.
 */
export class LocalIndex {
  #entries = new Map<string, Known>()
  #hashesOf = new Map<string, Set<string>>()
  #changedMs = new Map<string, number>()
  readonly #options: LocalIndexOptions

  constructor(options: LocalIndexOptions) {
    this.#options = options
  }

  get size(): number {
    return this.#entries.size
  }

  /** What is known of a secret and still fresh enough; `serverNowMs` decides whether it has ended. */
  find(secret: string, nowMs: number, serverNowMs: number): Known | undefined {
    const hash = hashOf(secret)
    const entry = this.#entries.get(hash)
    if (entry === undefined) return undefined
    if (nowMs - entry.learnedMs < this.#options.ageMaxMs && serverNowMs < entry.endsAtMs) return entry
    this.#forget(hash, entry)
    return undefined
  }

  /**
   * Remembers an answer. Not one about an integration that changed a moment ago: the node that answered may have been behind
   * the one whose changes we follow, and the answer may have been long on its way.
   */
  learn(secret: string, identity: Identity, nowMs: number): void {
    const id = identity.integration.id
    const changedMs = this.#changedMs.get(id)
    if (changedMs !== undefined && nowMs - changedMs < this.#options.doubtMs) return
    const hash = hashOf(secret)
    const endsAtMs = identity.endsAt === null ? Number.POSITIVE_INFINITY : Date.parse(identity.endsAt)
    this.#entries.set(hash, { identity, scopes: new Set(identity.scopes), endsAtMs, learnedMs: nowMs })
    const hashes = this.#hashesOf.get(id) ?? new Set()
    this.#hashesOf.set(id, hashes.add(hash))
    const [oldest] = this.#entries
    if (this.#entries.size > this.#options.entriesMax && oldest !== undefined) this.#forget(...oldest)
  }

  /** An integration has changed: what was known of its tokens is worth nothing any more. */
  change(integrationId: string, nowMs: number): void {
    for (const [id, changedMs] of this.#changedMs) {
      if (nowMs - changedMs < this.#options.doubtMs) break
      this.#changedMs.delete(id)
    }
    this.#changedMs.delete(integrationId)
    this.#changedMs.set(integrationId, nowMs)
    for (const hash of this.#hashesOf.get(integrationId) ?? []) this.#entries.delete(hash)
    this.#hashesOf.delete(integrationId)
  }

  clear(): void {
    this.#entries.clear()
    this.#hashesOf.clear()
  }

  #forget(hash: string, { identity }: Known): void {
    this.#entries.delete(hash)
    const hashes = this.#hashesOf.get(identity.integration.id)
    hashes?.delete(hash)
    if (hashes?.size === 0) this.#hashesOf.delete(identity.integration.id)
  }
}

function hashOf(secret: string): string {
  return digest('sha256', secret, 'base64')
}
