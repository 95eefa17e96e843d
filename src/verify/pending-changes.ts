/** A change that is committed and not read yet. */
interface PendingChange {
  integrationIds: readonly string[]
  /** Rejects where it could not be read; the change stays pending then, until a later read has settled it. */
  settled: Promise<void>
}

/**
 * Changes that this node has heard of and not yet applied. Nothing is decided about their integrations' tokens meanwhile, nor about
 * tokens that are not known: they may be new ones. So a node need not apply a change before others may rely on it.
 */
export class PendingChanges {
  readonly #changes = new Set<PendingChange>()
  readonly #byIntegration = new Map<string, PendingChange>()

  /** Until `applied` is fulfilled. Changes are applied in the order in which they are added. */
  add(integrationIds: readonly string[], applied: Promise<void>): void {
    const change: PendingChange = { integrationIds, settled: applied.then(() => this.settle([change])) }
    change.settled.catch(() => {})
    this.#changes.add(change)
    for (const id of integrationIds) this.#byIntegration.set(id, change)
  }

  /** What whoever wants to decide about an integration's token (or an unknown one) has to wait for; undefined: for nothing. */
  of(integrationId: string | undefined): Promise<void> | undefined {
    if (this.#changes.size === 0) return undefined
    const change = integrationId === undefined ? this.all().at(-1) : this.#byIntegration.get(integrationId)
    return change?.settled
  }

  /** All that are pending now: a read that begins after this sees them. */
  all(): PendingChange[] {
    return [...this.#changes]
  }

  settle(changes: readonly PendingChange[]): void {
    for (const change of changes) {
      this.#changes.delete(change)
      for (const id of change.integrationIds) {
        if (this.#byIntegration.get(id) === change) this.#byIntegration.delete(id)
      }
    }
  }
}
