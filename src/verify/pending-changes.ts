/** A change as a node hears of it: its number, and whose it is. */
interface HeardChange {
  seq: number
  integrationIds: readonly string[]
}

/** A change that is committed and not read yet. */
interface PendingChange extends HeardChange {
  /** Rejects where it could not be read, or not in time; the change stays pending then, until a later read has settled it. */
  settled: Promise<void>
  fail(error: Error): void
}

/**
 * Changes that this node has heard of and not yet applied. Nothing is decided about their integrations' tokens meanwhile, nor about
 * tokens that are not known: they may be new ones. So a node need not apply a change before others may rely on it.
 */
export class PendingChanges {
  readonly #changes = new Set<PendingChange>()
  readonly #byIntegration = new Map<string, Set<PendingChange>>()
  readonly #onWanted: () => void

  /** `onWanted` hears that somebody waits: what is pending should be read at once. */
  constructor(onWanted: () => void) {
    this.#onWanted = onWanted
  }

  /** Until `applied` is fulfilled. Changes are applied in the order in which they are added. */
  add(heard: HeardChange, applied: Promise<void>): void {
    const { promise: settled, resolve, reject: fail } = Promise.withResolvers<void>()
    settled.catch(() => {})
    const change = { ...heard, settled, fail }
    this.#changes.add(change)
    for (const id of change.integrationIds) {
      const ofIntegration = this.#byIntegration.get(id) ?? new Set()
      this.#byIntegration.set(id, ofIntegration.add(change))
    }
    applied.then(() => {
      this.settle([change])
      resolve()
    }, fail)
  }

  /** What whoever wants to decide about an integration's token (or an unknown one) has to wait for; undefined: for nothing. */
  of(integrationId: string | undefined): Promise<void> | undefined {
    if (this.#changes.size === 0) return undefined
    const changes = integrationId === undefined ? this.#changes : this.#byIntegration.get(integrationId)
    const settled = changes && [...changes].at(-1)?.settled
    if (settled !== undefined) this.#onWanted()
    return settled
  }

  /** All that are pending now: a read that begins after this sees them. */
  all(): PendingChange[] {
    return [...this.#changes]
  }

  /** Whose they are. */
  integrationIds(): string[] {
    return [...this.#byIntegration.keys()]
  }

  settle(changes: readonly PendingChange[]): void {
    for (const change of changes) {
      this.#changes.delete(change)
      for (const id of change.integrationIds) {
        const ofIntegration = this.#byIntegration.get(id)
        ofIntegration?.delete(change)
        if (ofIntegration?.size === 0) this.#byIntegration.delete(id)
      }
    }
  }

  /** All up to a number are applied, whenever they were heard of. */
  settleUpTo(seq: number): void {
    this.settle(this.all().filter(change => change.seq <= seq))
  }

  /** Lets nobody wait any longer for those that are pending now. */
  fail(error: Error): void {
    for (const change of this.#changes) change.fail(error)
  }
}
