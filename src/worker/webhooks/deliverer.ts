import { recordFinished, releaseClaims } from '../../actions/delivery-results.ts'
import type { Deps } from '../../actions/deps.ts'
import {
  claimDue,
  type DispatchDeps,
  type EndpointKey,
  findDueEndpoints,
  handOutEvents,
  type Outgoing,
} from '../../actions/dispatch.ts'
import type { Sender } from '../../lib/outbound/sender.ts'
import { OpenedSecrets } from './opened-secrets.ts'
import { findingOf, outgoingRequest, type ServerKey } from './outgoing-request.ts'
import { ResultWriter } from './result-writer.ts'
import { Slots } from './slots.ts'

/** What a deliverer is made of. */
export interface DelivererParts {
  deps: DispatchDeps & Pick<Deps, 'transact' | 'keys' | 'log'>
  sender: Sender
  serverKey(): Promise<ServerKey>
  concurrency: number
  agent: string
}

/** Retries and claims that others lost are looked for this often; new events wake the worker by themselves. */
const LOOK_EVERY_MS = 1000
const DUE_PAGE = 500
const ENDPOINTS_PER_CLAIM = 100
const CLAIM_MAX = 500
const PER_ENDPOINT_MAX = 64
const STOP_PATIENCE_MS = 3000
const PAUSE_AFTER_ERROR_MS = 500

/**
 * Hands events out to their endpoints and delivers what is due, for one node. Any number of nodes work side by side: they
 * meet in the database only, where locked rows are left to whoever is at them.
 */
export class Deliverer {
  readonly #parts: DelivererParts
  readonly #slots: Slots
  readonly #writer: ResultWriter
  readonly #secrets: OpenedSecrets
  /** Endpoints with something due, in the order in which they get their turn. */
  readonly #due = new Map<string, EndpointKey>()
  readonly #running = new Set<Outgoing>()
  #wakeUp: (() => void) | undefined
  #isSignalled = true
  #isStopping = false
  #lookedAtMs = Number.NEGATIVE_INFINITY
  #afterAccountId = ''
  #afterEndpointId = ''
  #loop: Promise<void> | undefined

  constructor(parts: DelivererParts) {
    this.#parts = parts
    this.#secrets = new OpenedSecrets(parts.deps.keys)
    this.#slots = new Slots({ all: parts.concurrency, perEndpoint: PER_ENDPOINT_MAX })
    this.#writer = new ResultWriter(finished => recordFinished(parts.deps, finished), {
      onWritten: finished => {
        for (const { outgoing, finding } of finished) this.#giveBack(outgoing, finding?.outcome)
      },
      onError: error => parts.deps.log.warn({ err: error }, 'deliveries.not_recorded'),
    })
  }

  start(): void {
    this.#loop = this.#run()
  }

  /** There are events to hand out, or (`isDue`) deliveries that became due other than by time. */
  wake(isDue = false): void {
    if (isDue) this.#lookedAtMs = Number.NEGATIVE_INFINITY
    this.#isSignalled = true
    this.#wakeUp?.()
  }

  /** Takes nothing new, lets what is on its way arrive for a moment, and gives the rest back to other nodes. */
  async stop(): Promise<void> {
    this.#isStopping = true
    this.#wakeUp?.()
    await this.#loop
    const deadlineMs = performance.now() + STOP_PATIENCE_MS
    while (this.#running.size > 0 && performance.now() < deadlineMs) await this.#pause(20)
    const unfinished = [...this.#running]
    this.#running.clear()
    await this.#writer.flush()
    await releaseClaims(this.#parts.deps, unfinished).catch(error =>
      this.#parts.deps.log.warn({ err: error }, 'deliveries.not_released'),
    )
    this.#parts.sender.abort()
    await this.#parts.sender.close()
  }

  async #run(): Promise<void> {
    while (!this.#isStopping) {
      try {
        const isBusy = await this.#turn()
        if (!isBusy) await this.#pause(LOOK_EVERY_MS)
      } catch (error) {
        this.#parts.deps.log.warn({ err: error }, 'deliveries.turn_failed')
        await this.#pause(PAUSE_AFTER_ERROR_MS)
      }
    }
  }

  /** One round. True when the next should follow at once. */
  async #turn(): Promise<boolean> {
    const isLookDue = performance.now() - this.#lookedAtMs >= LOOK_EVERY_MS
    const wasSignalled = this.#isSignalled
    this.#isSignalled = false
    const handedOut = wasSignalled || isLookDue ? await this.#handOut() : 0
    // A full turn is followed by another: there is more.
    if (handedOut > 0) this.#isSignalled = true
    if (isLookDue) await this.#look()
    const claimed = await this.#claim()
    return handedOut > 0 || claimed > 0
  }

  async #handOut(): Promise<number> {
    if (this.#slots.running >= this.#parts.concurrency) return 0
    const nowMs = this.#nowMs()
    const { taken, lastAccountId, started, waiting } = await handOutEvents(this.#parts.deps, {
      afterAccountId: this.#afterAccountId,
      freeSlots: key => (this.#due.has(key.endpointId) ? 0 : this.#slots.free(key, nowMs)),
    })
    const isAround = this.#afterAccountId !== '' && taken === 0
    this.#afterAccountId = lastAccountId
    for (const key of waiting) this.#due.set(key.endpointId, key)
    for (const outgoing of started) this.#start(outgoing)
    return isAround ? 1 : taken
  }

  /** Finds what became due meanwhile: retries, claims of dead nodes, what was sent again by hand. */
  async #look(): Promise<void> {
    this.#lookedAtMs = performance.now()
    const found = await findDueEndpoints(this.#parts.deps, this.#afterEndpointId, DUE_PAGE)
    this.#afterEndpointId = found.length === DUE_PAGE ? (found.at(-1)?.endpointId ?? '') : ''
    for (const key of found) if (!this.#due.has(key.endpointId)) this.#due.set(key.endpointId, key)
  }

  async #claim(): Promise<number> {
    const wanted = this.#nextWanted()
    if (wanted.length === 0) return 0
    const claimed = await claimDue(this.#parts.deps, wanted)
    const counts = new Map<string, number>()
    for (const outgoing of claimed) {
      const { endpointId } = outgoing.delivery
      counts.set(endpointId, (counts.get(endpointId) ?? 0) + 1)
      this.#start(outgoing)
    }
    for (const { slots, ...key } of wanted) {
      // To the end of the line, or out of it when there is no more.
      this.#due.delete(key.endpointId)
      if ((counts.get(key.endpointId) ?? 0) >= slots) this.#due.set(key.endpointId, key)
    }
    return claimed.length
  }

  /** The endpoints whose turn it is, each with as much as may start now. */
  #nextWanted(): (EndpointKey & { slots: number })[] {
    const nowMs = this.#nowMs()
    const wanted: (EndpointKey & { slots: number })[] = []
    let total = 0
    for (const key of this.#due.values()) {
      if (wanted.length >= ENDPOINTS_PER_CLAIM || total >= CLAIM_MAX) break
      const slots = Math.min(this.#slots.free(key, nowMs), CLAIM_MAX - total)
      if (slots === 0) continue
      wanted.push({ ...key, slots })
      total += slots
    }
    return wanted
  }

  #start(outgoing: Outgoing): void {
    this.#slots.take(outgoing.delivery)
    this.#running.add(outgoing)
    void this.#send(outgoing)
  }

  async #send(outgoing: Outgoing): Promise<void> {
    const at = this.#parts.deps.clock.now()
    try {
      if (outgoing.refusal !== undefined) return this.#finish(outgoing, { outgoing, at })
      const { agent } = this.#parts
      const serverKey = await this.#parts.serverKey()
      const request = outgoingRequest(outgoing, { secrets: this.#secrets, serverKey, now: at, agent })
      const finding = findingOf(await this.#parts.sender.send(request))
      this.#finish(outgoing, { outgoing, at, finding })
    } catch (error) {
      this.#parts.deps.log.error({ err: error, deliveryId: outgoing.delivery.id }, 'delivery.not_sendable')
      this.#finish(outgoing, { outgoing, at, finding: { outcome: 'not_sendable', durationMs: 0 } })
    }
  }

  /** Of what was given back at a stop the result is nobody's any more. */
  #finish(outgoing: Outgoing, finished: Parameters<ResultWriter['add']>[0]): void {
    if (this.#running.has(outgoing)) this.#writer.add(finished)
  }

  #giveBack(outgoing: Outgoing, outcome: string | undefined): void {
    this.#running.delete(outgoing)
    const { kind, accountId, endpointId } = outgoing.delivery
    const isLesson = kind === 'event' && outcome !== undefined
    this.#slots.give({ accountId, endpointId }, isLesson ? outcome === 'succeeded' : undefined, this.#nowMs())
    if (this.#due.size > 0) this.#wakeUp?.()
  }

  #nowMs(): number {
    return this.#parts.deps.clock.now().getTime()
  }

  #pause(ms: number): Promise<void> {
    if (this.#isSignalled && !this.#isStopping) return Promise.resolve()
    return new Promise(resolve => {
      const timer = setTimeout(resolve, ms)
      this.#wakeUp = () => {
        clearTimeout(timer)
        this.#wakeUp = undefined
        resolve()
      }
    })
  }
}
