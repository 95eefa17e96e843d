import type { Finished } from '../../actions/delivery-results.ts'
import { isDatabaseUnavailable } from '../../lib/database-error.ts'

/** Results are written this often, or as soon as there are so many: one transaction for hundreds of deliveries. */
const EVERY_MS = 5
const BATCH = 250
const RETRY_AFTER_MS = 500

/** Writes a batch; rejects while the database is away. */
type Write = (finished: readonly Finished[]) => Promise<void>

/**
 * Gathers results and writes them in batches. While the database is away they wait; they are as many as there are slots at
 * most, because a slot is given back only when its result is written down. A batch that the database refuses is written one
 * by one: a result that can't be written holds up no other, and its lease brings the delivery back.
 */
export class ResultWriter {
  readonly #write: Write
  readonly #onWritten: (finished: readonly Finished[]) => void
  readonly #onError: (error: unknown) => void
  #waiting: Finished[] = []
  #timer: NodeJS.Timeout | undefined
  #writing: Promise<void> | undefined

  constructor(
    write: Write,
    hooks: { onWritten: (finished: readonly Finished[]) => void; onError: (error: unknown) => void },
  ) {
    this.#write = write
    this.#onWritten = hooks.onWritten
    this.#onError = hooks.onError
  }

  add(finished: Finished): void {
    this.#waiting.push(finished)
    if (this.#waiting.length >= BATCH) this.#start()
    else this.#timer ??= setTimeout(() => this.#start(), EVERY_MS)
  }

  /** Writes all that waits; gives up when the database does not take it: the leases bring it back. */
  async flush(): Promise<void> {
    clearTimeout(this.#timer)
    await this.#writing
    const batch = this.#waiting
    this.#waiting = []
    if (batch.length === 0) return
    await this.#write(batch).catch(error => this.#onError(error))
    this.#onWritten(batch)
  }

  #start(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
    if (this.#writing !== undefined) return
    const batch = this.#waiting.splice(0, BATCH)
    if (batch.length === 0) return
    this.#writing = this.#write(batch)
      .catch((error: unknown) => {
        if (isDatabaseUnavailable(error) || batch.length === 1) throw error
        return this.#writeApart(batch)
      })
      .then(() => this.#onWritten(batch))
      .catch((error: unknown) => {
        this.#onError(error)
        if (!isDatabaseUnavailable(error)) return this.#onWritten(batch)
        this.#waiting.unshift(...batch)
        return new Promise<void>(resolve => setTimeout(resolve, RETRY_AFTER_MS))
      })
      .finally(() => {
        this.#writing = undefined
        if (this.#waiting.length > 0) this.#start()
      })
  }

  async #writeApart(batch: readonly Finished[]): Promise<void> {
    for (const one of batch) await this.#write([one]).catch(error => this.#onError(error))
  }
}
