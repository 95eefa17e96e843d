import type { StoredReceiver } from '../../actions/dispatch.ts'
import { openSecrets } from '../../actions/endpoint-secrets.ts'
import type { Keys } from '../../lib/keys.ts'

const KEPT_MAX = 5000

/**
 * The signing secrets of the endpoints delivered to lately. Opening a sealed secret costs as much as the rest of a
 * delivery's signing together; an endpoint of which anything changed has another version, and is opened anew.
 */
export class OpenedSecrets {
  readonly #keys: Keys
  readonly #kept = new Map<string, string[]>()

  constructor(keys: Keys) {
    this.#keys = keys
  }

  /** The secrets that sign now. */
  of(receiver: StoredReceiver, now: Date): string[] {
    const { id, signing } = receiver.endpoint
    const isOverlap = signing.previousEndsAt !== undefined && now < signing.previousEndsAt
    // The bytes themselves are part of the name: what was damaged in the database is not covered up by the memory of it.
    const name = `${id} ${isOverlap} ${receiver.secrets.current.toString('latin1')}`
    const kept = this.#kept.get(name)
    if (kept !== undefined) return kept
    const opened = openSecrets(this.#keys, receiver, now)
    if (this.#kept.size >= KEPT_MAX) this.#kept.clear()
    this.#kept.set(name, opened)
    return opened
  }
}
