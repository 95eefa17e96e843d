import type { EventFeedReply } from '../contract/event-feed.ts'
import type { Run } from './command.ts'
import { plain, toJson } from './screen.ts'

const TIMEOUT_MS = 15_000
/** What stands before a local address says so while that is away, as a development server's proxy does. */
const AWAY_STATUSES = new Set([502, 503, 504])

type FeedEvent = EventFeedReply['items'][number]

/** What became of one event at the local address. */
interface Forwarded {
  event: FeedEvent
  status?: number
  failure?: string
  /** True when nobody answered: it is sent again until somebody does. */
  isAway?: boolean
  durationMs: number
}

/** Forwards a feed's events to a local address, in order, and tells what became of each. */
export class EventForwarder {
  readonly #run: Run
  readonly #address: URL | undefined
  /** Of the page under way: what was taken of it already. */
  readonly #done = new Set<string>()
  #isAway = false

  constructor(run: Run, address: URL | undefined) {
    this.#run = run
    this.#address = address
  }

  /**
   * Forwards a page. False when the local address went away in the midst of it: the page is then to be read again, because
   * a receiver refuses what was signed too long ago, and what it took of the page before is left out.
   */
  async takePage(events: readonly FeedEvent[]): Promise<boolean> {
    for (const event of events) {
      if (this.#done.has(event.id)) continue
      const forwarded = await this.#forward(event)
      this.#tellOfAddress(forwarded)
      if (forwarded.isAway === true) return false
      this.#print(forwarded)
      this.#done.add(event.id)
    }
    this.#done.clear()
    return true
  }

  async #forward(event: FeedEvent): Promise<Forwarded> {
    if (this.#address === undefined) return { event, durationMs: 0 }
    const startedMs = performance.now()
    const took = () => Math.round(performance.now() - startedMs)
    try {
      const { headers, body } = event.request
      // oxlint-disable-next-line eslint/no-restricted-globals -- the address is the developer's own, on this machine
      const { status, body: answer } = await fetch(this.#address, {
        ...{ method: 'POST', headers, body, redirect: 'manual' as const },
        signal: AbortSignal.timeout(TIMEOUT_MS),
      })
      await answer?.cancel()
      return { event, status, isAway: AWAY_STATUSES.has(status), durationMs: took() }
    } catch (error) {
      const { name, message, cause } = error as Error & { cause?: { code?: string } }
      // It is there and says nothing: sending the same again and again would keep all others waiting.
      if (name === 'TimeoutError') return { event, failure: 'no answer in 15 s', durationMs: took() }
      return { event, failure: cause?.code ?? message, isAway: true, durationMs: took() }
    }
  }

  #tellOfAddress({ isAway = false, status, failure }: Forwarded): void {
    if (isAway && !this.#isAway) {
      this.#run.tell(`The local address is away (${status ?? failure}); events wait until it is back.`)
    }
    if (!isAway && this.#isAway) this.#run.tell('The local address is back. What happened meanwhile follows.')
    this.#isAway = isAway
  }

  #print({ event, status, failure, durationMs }: Forwarded): void {
    const { ports, screen, isJson } = this.#run
    const { stdout } = ports.terminal
    if (isJson) {
      const forwarded = { status: status ?? null, failure: failure ?? null, durationMs }
      stdout.write(`${toJson({ ...event, forwarded })}\n`)
      return
    }
    const isTaken = status !== undefined && status >= 200 && status < 300
    const verdict =
      failure === undefined && status === undefined
        ? ''
        : isTaken
          ? `→ ${screen.good(String(status))} in ${durationMs} ms`
          : `→ ${screen.bad(String(status ?? failure))}: missed, it is not sent again`
    stdout.write(`${event.createdAt.slice(11, 19)}  ${screen.bold(event.type)}  ${screen.dim(event.id)}  ${verdict}\n`)
    if (verdict === '') stdout.write(`${plain(event.request.body)}\n`)
  }
}
