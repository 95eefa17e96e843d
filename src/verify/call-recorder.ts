import type { Principal } from '../domain/principal.ts'
import type { Clock } from '../lib/clock.ts'
import { networkOf } from '../lib/networks.ts'
import { CallRing } from './call-ring.ts'
import { type ClientSeen, isSameClient } from './use-recorder.ts'

/** What was called. One object per route, made at start: calls are told apart by the object, not by its text. */
export interface CalledOperation {
  /** The operation's id, such as `get-contact`; a door's own are named after it, such as `verify`. */
  id: string
  method: string
  /** The route's pattern, such as `/v2/contacts/:contactId`. Never what the caller wrote. */
  path: string
  /** The scope it asks for. */
  scope?: string
}

/** One answered call of a known token. */
export interface Call {
  principal: Pick<Principal, 'accountId' | 'integrationId' | 'tokenId'>
  client: ClientSeen
  operation: CalledOperation
  status: number
  durationMs: number
  requestId: string
  /** The scope for want of which it was refused. */
  missingScope?: string
  /** When it was answered, if not just now. */
  atMs?: number
}

/** Who calls: told to the sink once, and from then on by its number. */
export interface CallerTold {
  number: number
  accountId: string
  integrationId: string
  tokenId: string
  network: string
  userAgent: string
  clientName: string
}

/** Rows that need no further try, and how many of them the database refused for good. */
export interface Written {
  done: number
  givenUp: number
  /** The database's code for why; its own words would quote the rows. */
  refusedBy?: string
}

/** Where calls go: told who and what first, then that the ring holds rows up to a count. */
export interface CallSink {
  tellCaller(caller: CallerTold): void
  tellOperation(number: number, operation: CalledOperation): void
  tellScope(number: number, scope: string): void
  /** Callers below this number are not meant by any row to come. */
  forgetCallersBelow(number: number): void
  /** Writes the rows from one count up to another, as far as it comes, and what it gathered before. Rejects when all must wait. */
  write(from: number, to: number): Promise<Written>
  close(): Promise<void>
}

/** Callers told apart at a time, and of one token: its holder alone chooses what its requests say of themselves. */
const CALLERS_MAX = 50_000
const CALLERS_OF_TOKEN_MAX = 200
/** After this long everyone is told anew, so that a flood of invented names is not remembered for good. */
const CALLERS_KEPT_MS = 600_000
const NAMES_MAX = 65_535
const OTHERS: ClientSeen = { ip: '', userAgent: '', clientName: '' }
const TEXT_LENGTH_MAX = 200

interface TokenCallers {
  last: ClientSeen
  lastNumber: number
  numbers: Map<string, number>
}

/** Remembers every call for the call log: half a microsecond of the serving thread each; bounded, and never waits. */
export class CallRecorder {
  readonly #ring: CallRing
  readonly #sink: CallSink | undefined
  readonly #clock: Clock
  readonly #onRefused: ((calls: number, code: string) => void) | undefined
  #head = 0
  #tail = 0
  #dropped = 0
  #failed = 0
  #callers = new Map<string, TokenCallers>()
  #callerCount = 0
  #nextCaller = 0
  #tellAnewAtMs = 0
  #operations = new Map<CalledOperation, number>()
  #scopes = new Map<string, number>()
  #writing: Promise<void> = Promise.resolve()

  /** Without a sink nothing is remembered. */
  constructor(parts: {
    sink: CallSink | undefined
    clock: Clock
    ring?: CallRing
    /** Hears of calls that the database refused for good. */
    onRefused?: (calls: number, code: string) => void
  }) {
    this.#sink = parts.sink
    this.#onRefused = parts.onRefused
    this.#clock = parts.clock
    this.#ring = parts.ring ?? new CallRing()
  }

  /** Calls waiting to be written, given up for want of room, and given up because the database refused them. */
  get counts(): { waiting: number; dropped: number; failed: number } {
    return { waiting: this.#head - this.#tail, dropped: this.#dropped, failed: this.#failed }
  }

  record({ principal, client, operation, status, durationMs, requestId, missingScope, atMs }: Call): void {
    if (this.#sink === undefined) return
    if (this.#head - this.#tail >= this.#ring.capacity) {
      this.#dropped++
      return
    }
    const nowMs = this.#clock.now().getTime()
    if (nowMs >= this.#tellAnewAtMs || this.#callerCount >= CALLERS_MAX) this.#forgetCallers(nowMs)
    this.#ring.put(this.#head++, {
      atMs: atMs ?? nowMs,
      caller: this.#callerNumber(principal, client),
      operation: this.#operations.get(operation) ?? this.#tellOperation(operation),
      missingScope: missingScope === undefined ? 0 : (this.#scopes.get(missingScope) ?? this.#tellScope(missingScope)),
      status,
      durationMs,
      requestId,
    })
    // A quarter full: no reason to wait for the timer.
    if ((this.#head & (this.#ring.capacity / 4 - 1)) === 0) this.flush().catch(() => {})
  }

  /** Writes what has gathered, one write at a time. Rejects while the database is away: the calls then wait in the ring. */
  flush(): Promise<void> {
    this.#writing = this.#writing.catch(() => {}).then(() => this.#write())
    return this.#writing
  }

  async close(): Promise<void> {
    try {
      await this.flush()
    } finally {
      await this.#sink?.close()
    }
  }

  async #write(): Promise<void> {
    const [from, to] = [this.#tail, this.#head]
    if (this.#sink === undefined) return
    const { done, givenUp, refusedBy } = await this.#sink.write(from, to)
    this.#failed += givenUp
    if (givenUp > 0) this.#onRefused?.(givenUp, refusedBy ?? 'unknown')
    this.#tail = from + done
  }

  #callerNumber(principal: Call['principal'], client: ClientSeen): number {
    const known = this.#callers.get(principal.tokenId)
    if (known === undefined) {
      const number = this.#tellCaller(principal, client)
      this.#callers.set(principal.tokenId, {
        last: client,
        lastNumber: number,
        numbers: new Map([[keyOf(client), number]]),
      })
      return number
    }
    // Nearly always the same program on the same machine calls again.
    if (isSameClient(known.last, client)) return known.lastNumber
    const key = keyOf(client)
    const number =
      known.numbers.get(key) ??
      (known.numbers.size < CALLERS_OF_TOKEN_MAX ? this.#addCaller(known, principal, client) : undefined) ??
      known.numbers.get(keyOf(OTHERS)) ??
      this.#addCaller(known, principal, OTHERS)
    known.last = client
    known.lastNumber = number
    return number
  }

  #addCaller(known: TokenCallers, principal: Call['principal'], client: ClientSeen): number {
    const number = this.#tellCaller(principal, client)
    known.numbers.set(keyOf(client), number)
    return number
  }

  #tellCaller({ accountId, integrationId, tokenId }: Call['principal'], client: ClientSeen): number {
    const number = this.#nextCaller++
    this.#callerCount++
    this.#sink?.tellCaller({
      number,
      accountId,
      integrationId,
      tokenId,
      network: client === OTHERS ? '(others)' : networkOf(client.ip),
      userAgent: client.userAgent.slice(0, TEXT_LENGTH_MAX),
      clientName: client.clientName.slice(0, TEXT_LENGTH_MAX),
    })
    return number
  }

  #tellOperation(operation: CalledOperation): number {
    const number = Math.min(this.#operations.size, NAMES_MAX)
    this.#operations.set(operation, number)
    this.#sink?.tellOperation(number, operation)
    return number
  }

  #tellScope(scope: string): number {
    // Asked for by callers of a door, a scope may be any text: beyond what has numbers they share the last one.
    if (this.#scopes.size >= NAMES_MAX - 1) return NAMES_MAX
    const number = this.#scopes.size + 1
    this.#scopes.set(scope, number)
    this.#sink?.tellScope(number, scope)
    return number
  }

  #forgetCallers(nowMs: number): void {
    this.#tellAnewAtMs = nowMs + CALLERS_KEPT_MS
    if (this.#callerCount === 0) return
    this.#callers = new Map()
    this.#callerCount = 0
    const below = this.#nextCaller
    // What lies in the ring still means them.
    this.flush().then(
      () => this.#sink?.forgetCallersBelow(below),
      () => {},
    )
  }
}

function keyOf({ ip, userAgent, clientName }: ClientSeen): string {
  return `${ip}\n${userAgent}\n${clientName}`
}
