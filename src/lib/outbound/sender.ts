import { randomInt } from 'node:crypto'
import { Agent, type Dispatcher, errors } from 'undici'
import { guardedConnector, TargetRefused } from './connector.ts'
import type { TargetRule } from './target-guard.ts'
import type { Targets } from './targets.ts'

/** What goes out. The bytes of the body are what was signed. */
export interface OutboundRequest {
  url: string
  headers: Record<string, string>
  body: string
}

/** What came of it: an answer, or a class of failure that tells nothing of what lies behind the address. */
export type OutboundResult = { durationMs: number } & (
  | { kind: 'answered'; status: number; headers: Record<string, string>; body: string }
  | { kind: 'failed'; reason: 'timed_out' | 'headers_too_large' | 'not_reached' | 'aborted' }
  | { kind: 'refused'; rule: TargetRule }
)

/** Sends requests to judged addresses, each within its time. */
export interface Sender {
  send(request: OutboundRequest): Promise<OutboundResult>
  /** Ends everything under way at once. */
  abort(): void
  close(): Promise<void>
}

const TOTAL_TIMEOUT_MS = 15_000
/** Some get a little longer: a thousand that began to hang together would all be given up at the same moment. */
const TIMEOUT_SPREAD = 0.1
const READ_BYTES_MAX = 64 * 1024
const KEPT_BYTES_MAX = 4 * 1024
const HEADER_BYTES_MAX = 16 * 1024
const KEEP_ALIVE_MS = 10_000

/** No redirect is followed, no proxy of the environment is used, nothing is unpacked: what is not asked for isn't done. */
export function createSender(targets: Targets, timeoutMs = TOTAL_TIMEOUT_MS): Sender {
  const agent = new Agent({
    connect: guardedConnector(targets),
    allowH2: false,
    maxHeaderSize: HEADER_BYTES_MAX,
    keepAliveTimeout: KEEP_ALIVE_MS,
    keepAliveMaxTimeout: KEEP_ALIVE_MS,
    // One timer of our own bounds the whole: undici's start anew with every byte.
    headersTimeout: 0,
    bodyTimeout: 0,
    pipelining: 1,
  })
  const running = new Set<Exchange>()
  return {
    send: request =>
      new Promise(resolve => {
        const exchange = new Exchange(timeoutMs, result => {
          running.delete(exchange)
          resolve(result)
        })
        running.add(exchange)
        dispatch(agent, request, exchange)
      }),
    abort() {
      for (const exchange of running) exchange.abort()
    },
    close: () => agent.destroy(),
  }
}

function dispatch(agent: Agent, { url, headers, body }: OutboundRequest, exchange: Exchange): void {
  try {
    const { origin, pathname, search } = new URL(url)
    agent.dispatch({ origin, path: pathname + search, method: 'POST', headers, body }, exchange)
  } catch (error) {
    exchange.onResponseError(undefined, error as Error)
  }
}

/** One request and its answer: settles once, whatever comes afterwards. */
class Exchange implements Dispatcher.DispatchHandler {
  readonly #startedMs = performance.now()
  readonly #timer: NodeJS.Timeout
  readonly #settle: (result: OutboundResult) => void
  #controller: Dispatcher.DispatchController | undefined
  #isSettled = false
  #status = 0
  #headers: Record<string, string> = {}
  #chunks: Buffer[] = []
  #keptBytes = 0
  #readBytes = 0

  constructor(timeoutMs: number, settle: (result: OutboundResult) => void) {
    this.#settle = settle
    const longerMs = randomInt(Math.ceil(timeoutMs * TIMEOUT_SPREAD))
    this.#timer = setTimeout(() => this.#fail('timed_out'), timeoutMs + longerMs)
  }

  abort(): void {
    this.#fail('aborted')
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller
    // It waited for a connection until its time was over: now it must not go out any more.
    if (this.#isSettled) controller.abort(new Error('too late'))
  }

  onResponseStart(_: Dispatcher.DispatchController, status: number, headers: Record<string, unknown>): void {
    // 1xx are no answer yet.
    if (status < 200) return
    this.#status = status
    this.#headers = Object.fromEntries(
      Object.entries(headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : String(value)]),
    )
  }

  onResponseData(_: Dispatcher.DispatchController, chunk: Buffer): void {
    this.#readBytes += chunk.length
    const kept = chunk.subarray(0, KEPT_BYTES_MAX - this.#keptBytes)
    // A copy: a slice would keep the socket's whole buffer in memory.
    if (kept.length > 0) this.#chunks.push(Buffer.from(kept))
    this.#keptBytes += kept.length
    // The status has been said; what more there is to read is not wanted.
    if (this.#readBytes > READ_BYTES_MAX) this.#answer(true)
  }

  onResponseEnd(): void {
    this.#answer(false)
  }

  onResponseError(_: Dispatcher.DispatchController | undefined, error: Error): void {
    if (this.#isSettled) return
    const refused = refusalIn(error)
    if (refused === undefined)
      this.#fail(error instanceof errors.HeadersOverflowError ? 'headers_too_large' : 'not_reached')
    else this.#finish({ kind: 'refused', rule: refused })
  }

  #answer(isCut: boolean): void {
    const body = Buffer.concat(this.#chunks)
    this.#finish({ kind: 'answered', status: this.#status, headers: this.#headers, body: textOf(body, this.#headers) })
    if (isCut) this.#controller?.abort(new Error('read enough'))
  }

  #fail(reason: 'timed_out' | 'headers_too_large' | 'not_reached' | 'aborted'): void {
    this.#finish({ kind: 'failed', reason })
    this.#controller?.abort(new Error(reason))
  }

  #finish(result: DistributiveOmit<OutboundResult, 'durationMs'>): void {
    if (this.#isSettled) return
    this.#isSettled = true
    clearTimeout(this.#timer)
    this.#settle({ ...result, durationMs: Math.round(performance.now() - this.#startedMs) })
  }
}

type DistributiveOmit<Union, Key extends PropertyKey> = Union extends unknown ? Omit<Union, Key> : never

/** Several addresses tried at once fail together; a refusal among them is what counts. */
function refusalIn(error: Error): TargetRule | undefined {
  if (error instanceof TargetRefused) return error.refusal.rule
  const causes = [...(error instanceof AggregateError ? error.errors : []), error.cause]
  return causes.flatMap(cause => (cause instanceof Error ? (refusalIn(cause) ?? []) : []))[0]
}

/** As text that PostgreSQL takes: packed bodies stay packed, and bytes that are no text turn into marks. */
function textOf(body: Buffer, headers: Record<string, string>): string {
  const encoding = headers['content-encoding'] ?? 'identity'
  if (encoding !== 'identity' && body.length > 0)
    return `(${body.length} bytes, ${encoding.slice(0, 40)}, not unpacked)`
  return body.toString('utf8').replaceAll('\u0000', '\uFFFD')
}
