import type { Writable } from 'node:stream'

/** What is said where no answer came, in pg's own words. */
export const SILENT = 'Query read timeout'

/** A client as pg makes it: its types don't show the line. */
export interface Wired {
  connection: { stream: Writable }
  once(event: 'end', listener: () => void): unknown
}

/** Hears what happens on a client's line. */
export interface Line {
  /** Something went out that will be answered. */
  asked(): void
  /** One answer came, or none will. */
  answered(): void
}

interface Watched {
  client: Wired
  /** How many answers. */
  due: number
  /** When something was last heard, or asked after nothing was due. */
  sinceMs: number
}

const LOOK_EVERY_MS = 250

/**
 * Breaks the line of a client from which nothing is heard for too long although an answer is due: its other end may be gone without a
 * word. One timer looks after all of them, where pg's own `query_timeout` sets one for each statement.
 */
export class SilenceWatch {
  readonly #silenceMs: number
  readonly #lines = new Set<Watched>()
  #timer: NodeJS.Timeout | undefined
  #lookedAtMs = 0

  constructor(silenceMs: number) {
    this.#silenceMs = silenceMs
  }

  lineOf(client: Wired): Line {
    const watched: Watched = { client, due: 0, sinceMs: 0 }
    this.#lines.add(watched)
    client.once('end', () => this.#lines.delete(watched))
    this.#timer ??= this.#start()
    return {
      asked: () => {
        if (watched.due++ === 0) watched.sinceMs = performance.now()
      },
      answered: () => {
        watched.due--
        watched.sinceMs = performance.now()
      },
    }
  }

  /** Looks after nobody any more. */
  stop(): void {
    clearInterval(this.#timer)
  }

  #start(): NodeJS.Timeout {
    this.#lookedAtMs = performance.now()
    return setInterval(() => this.#look(), LOOK_EVERY_MS).unref()
  }

  #look(): void {
    const nowMs = performance.now()
    // After this process itself stood still answers may lie there unread.
    const wasAwake = nowMs - this.#lookedAtMs < 4 * LOOK_EVERY_MS
    this.#lookedAtMs = nowMs
    if (!wasAwake) return
    for (const { client, due, sinceMs } of this.#lines) {
      if (due > 0 && nowMs - sinceMs > this.#silenceMs) client.connection.stream.destroy(new Error(SILENT))
    }
  }
}
