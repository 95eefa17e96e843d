/** Uses before a statement is worth a plan that is kept. */
const USES_BEFORE_NAME = 5
/** Names given at most: each connection keeps a plan of some 20 kB for every one that it has run. */
const NAMES_MAX = 150
/** Texts that are counted; lists of changing length make new ones without end. */
const COUNTED_MAX = 2000

/** In a statement's text: what is best depends on the values so much that it is planned anew each time. */
export const PLANNED_ANEW = '/* planned anew */'

/**
 * Names for statements that come again and again, under which PostgreSQL keeps their plans: parsing and planning cost more
 * than running most of them. What comes rarely, or in ever other words, gets none.
 */
export class StatementNames {
  readonly #names = new Map<string, string>()
  readonly #uses = new Map<string, number>()
  #generation = 0

  /** The name of a statement's text once it has come often enough; undefined until then. */
  nameOf(text: string): string | undefined {
    const known = this.#names.get(text)
    if (known !== undefined || this.#names.size >= NAMES_MAX || text.includes(PLANNED_ANEW)) return known
    const uses = (this.#uses.get(text) ?? 0) + 1
    if (uses < USES_BEFORE_NAME) {
      if (this.#uses.size >= COUNTED_MAX) this.#uses.clear()
      this.#uses.set(text, uses)
      return undefined
    }
    this.#uses.delete(text)
    const name = `s${this.#generation}_${this.#names.size}`
    this.#names.set(text, name)
    return name
  }

  /** Takes all names back: the tables have changed under the kept plans. No name is ever given to a second text. */
  renew(): void {
    this.#names.clear()
    this.#generation++
  }
}

/** True when a kept plan no longer fits its tables: a migration ran meanwhile. Run anew, the statement is planned anew. */
export function isStalePlan(error: unknown): boolean {
  const { code, message = '' } = (error ?? {}) as { code?: unknown; message?: string }
  return code === '0A000' && message.includes('cached plan')
}
