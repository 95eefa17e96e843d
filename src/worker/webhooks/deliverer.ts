import { type Finished, recordFinished, releaseClaims } from '../../actions/delivery-results.ts'
import type { Deps } from '../../actions/deps.ts'
import { claimDue, type DispatchDeps, findDueEndpoints, handOutEvents, type Outgoing } from '../../actions/dispatch.ts'
import type { Sender } from '../../lib/outbound/sender.ts'
import { DueLine } from './due-line.ts'
import { OpenedSecrets } from './opened-secrets.ts'
import { findingOf, outgoingRequest, type ServerKey } from './outgoing-request.ts'
import { ResultWriter } from './result-writer.ts'
import { Rounds } from './rounds.ts'
import { Slots } from './slots.ts'
import { takenSlots } from './taken-slots.ts'

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
/** Slots that came free in so short a time are filled by one claim: each costs four statements and a commit. */
const CLAIM_EVERY_MS = 5
const PER_ENDPOINT_MAX = 64
const STOP_PATIENCE_MS = 3000

/**
 * Hands events out to their endpoints and delivers what is due, for one node. Any number of nodes work side by side: they
 * meet in the database only, where locked rows are left to whoever is at them. What happened just now goes out by a way of
 * its own, on a connection of its own: no claim of what waited before holds it up.
 */
export class Deliverer {
  readonly #parts: DelivererParts
  readonly #slots: Slots
  readonly #due: DueLine
  readonly #writer: ResultWriter
  readonly #secrets: OpenedSecrets
  readonly #handing: Rounds
  readonly #claiming: Rounds
  readonly #running = new Set<Outgoing>()
  #lookedAtMs = Number.NEGATIVE_INFINITY
  #claimedAtMs = Number.NEGATIVE_INFINITY
  #afterAccountId = ''
  #afterEndpointId = ''

  constructor(parts: DelivererParts) {
    this.#parts = parts
    this.#secrets = new OpenedSecrets(parts.deps.keys)
    this.#slots = new Slots({ all: parts.concurrency, perEndpoint: PER_ENDPOINT_MAX })
    this.#due = new DueLine(this.#slots)
    this.#writer = new ResultWriter(finished => recordFinished(parts.deps, finished), {
      onWritten: finished => this.#letGo(finished),
      onError: error => parts.deps.log.warn({ err: error }, 'deliveries.not_recorded'),
    })
    const onError = (error: unknown) => parts.deps.log.warn({ err: error }, 'deliveries.turn_failed')
    this.#handing = new Rounds({ turn: () => this.#handOut(), restMs: LOOK_EVERY_MS, onError })
    this.#claiming = new Rounds({ turn: () => this.#claim(), restMs: LOOK_EVERY_MS, onError })
  }

  start(): void {
    this.#handing.start()
    this.#claiming.start()
  }

  /** There are events to hand out, or (`isDue`) deliveries that became due other than by time. */
  wake(isDue = false): void {
    this.#handing.wake()
    if (!isDue) return
    this.#lookedAtMs = Number.NEGATIVE_INFINITY
    this.#claiming.wake()
  }

  /** Takes nothing new, lets what is on its way arrive for a moment, and gives the rest back to other nodes. */
  async stop(): Promise<void> {
    await Promise.all([this.#handing.stop(), this.#claiming.stop()])
    const deadlineMs = performance.now() + STOP_PATIENCE_MS
    while (this.#running.size > 0 && performance.now() < deadlineMs) await pause(20)
    const unfinished = [...this.#running]
    this.#running.clear()
    await this.#writer.flush()
    await releaseClaims(this.#parts.deps, unfinished).catch(error =>
      this.#parts.deps.log.warn({ err: error }, 'deliveries.not_released'),
    )
    this.#parts.sender.abort()
    await this.#parts.sender.close()
  }

  /** A turn that took events is followed by another: there may be more. */
  async #handOut(): Promise<boolean> {
    if (this.#slots.isFull) return false
    const slots = takenSlots({ slots: this.#slots, due: this.#due, nowMs: this.#nowMs() })
    const turn = { afterAccountId: this.#afterAccountId, slots }
    const handedOut = await handOutEvents(this.#parts.deps, turn).catch((error: unknown) => {
      slots.putBack()
      throw error
    })
    const { taken, lastAccountId, started, waiting } = handedOut
    const isAround = this.#afterAccountId !== '' && taken === 0
    this.#afterAccountId = lastAccountId
    for (const outgoing of started) this.#start(outgoing)
    for (const key of waiting) this.#due.add(key, this.#nowMs())
    if (waiting.length > 0) this.#claiming.wake()
    return taken > 0 || isAround
  }

  async #claim(): Promise<boolean> {
    if (performance.now() - this.#lookedAtMs >= LOOK_EVERY_MS) await this.#look()
    const sinceMs = performance.now() - this.#claimedAtMs
    if (sinceMs < CLAIM_EVERY_MS) await pause(CLAIM_EVERY_MS - sinceMs)
    const wanted = this.#due.take(this.#nowMs())
    if (wanted.length === 0) return false
    this.#claimedAtMs = performance.now()
    const claimed = await claimDue(this.#parts.deps, wanted).catch((error: unknown) => {
      for (const one of wanted) this.#slots.putBack(one, one.slots)
      for (const one of wanted) this.#due.claimed(one, one.slots, this.#nowMs())
      throw error
    })
    const counts = Map.groupBy(claimed, ({ delivery }) => delivery.endpointId)
    for (const one of wanted) {
      const count = counts.get(one.endpointId)?.length ?? 0
      this.#slots.putBack(one, one.slots - count)
      this.#due.claimed(one, count, this.#nowMs())
    }
    for (const outgoing of claimed) this.#start(outgoing)
    return claimed.length > 0
  }

  /** Finds what became due meanwhile: retries, claims of dead nodes, what was sent again by hand. */
  async #look(): Promise<void> {
    this.#lookedAtMs = performance.now()
    const found = await findDueEndpoints(this.#parts.deps, this.#afterEndpointId, DUE_PAGE)
    this.#afterEndpointId = found.length === DUE_PAGE ? (found.at(-1)?.endpointId ?? '') : ''
    const nowMs = this.#nowMs()
    for (const key of found) this.#due.add(key, nowMs)
  }

  /** Its slot has been taken. */
  #start(outgoing: Outgoing): void {
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
  #finish(outgoing: Outgoing, finished: Finished): void {
    if (!this.#running.has(outgoing)) return
    if (isSuccess(finished)) this.#answered(finished)
    this.#writer.add(finished)
  }

  /** Who fails is asked again only when that is written down: the same delivery must not look due meanwhile. */
  #letGo(finished: readonly Finished[]): void {
    const wasFull = this.#slots.isFull
    for (const one of finished) {
      this.#running.delete(one.outgoing)
      if (!isSuccess(one)) this.#answered(one)
      this.#slots.release(one.outgoing.delivery)
    }
    if (wasFull) this.#handing.wake()
    if (!this.#due.isEmpty) this.#claiming.wake()
  }

  #answered(finished: Finished): void {
    const { kind, accountId, endpointId } = finished.outgoing.delivery
    const key = { accountId, endpointId }
    const isLesson = kind === 'event' && finished.finding !== undefined
    this.#slots.answered(key, isLesson ? isSuccess(finished) : undefined, this.#nowMs())
    this.#due.answered(key)
    if (!this.#due.isEmpty) this.#claiming.wake()
  }

  #nowMs(): number {
    return this.#parts.deps.clock.now().getTime()
  }
}

const isSuccess = ({ finding }: Finished) => finding?.outcome === 'succeeded'
const pause = (ms: number) => new Promise<void>(resolve => setTimeout(resolve, ms))
