/** A change as a node hears of it: its number, and whose it is. */
export interface HeardChange {
  seq: number
  integrationIds: readonly string[]
}

/** A change that a node has heard of and not read yet. */
export interface PendingChange extends HeardChange {
  /** Rejects where it could not be read, or not in time; the change stays pending then, until a later read has settled it. */
  settled: Promise<void>
  settle(): void
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

  add(heard: HeardChange): PendingChange {
    const { promise: settled, resolve: settle, reject: fail } = Promise.withResolvers<void>()
    settled.catch(() => {})
    const change = { ...heard, settled, settle, fail }
    this.#changes.add(change)
    for (const id of change.integrationIds) {
      const ofIntegration = this.#byIntegration.get(id) ?? new Set()
      this.#byIntegration.set(id, ofIntegration.add(change))
    }
    return change
  }

  /** What whoever wants to decide about an integration's token (or an unknown one) has to wait for; undefined: for nothing. */
  of(integrationId: string | undefined): Promise<void> | undefined {
    if (this.#changes.size === 0) return undefined
    const changes = integrationId === undefined ? this.#changes : this.#byIntegration.get(integrationId)
    if (changes === undefined) return undefined
    this.#onWanted()
    // All, for none of them vouches for another: anybody can notify, of any number.
    return Promise.all([...changes].map(({ settled }) => settled)).then(() => {})
  }

  /** All that are pending now. */
  all(): PendingChange[] {
    return [...this.#changes]
  }

  /** Whose they are, and up to which number nothing is decided about those. */
  covered(): { integrationId: string; seq: number }[] {
    return [...this.#byIntegration].map(([integrationId, changes]) => ({
      integrationId,
      seq: Math.max(...[...changes].map(({ seq }) => seq)),
    }))
  }

  settle(changes: readonly PendingChange[]): void {
    for (const change of changes) {
      this.#changes.delete(change)
      for (const id of change.integrationIds) {
        const ofIntegration = this.#byIntegration.get(id)
        ofIntegration?.delete(change)
        if (ofIntegration?.size === 0) this.#byIntegration.delete(id)
      }
      change.settle()
    }
  }

  /** All up to a number are applied, whenever they were heard of. */
  settleUpTo(seq: number): void {
    this.settle(this.all().filter(change => change.seq <= seq))
  }

  /** Lets nobody wait any longer for them; they stay pending. */
  fail(error: Error, changes: readonly PendingChange[] = this.all()): void {
    for (const change of changes) change.fail(error)
  }
}
