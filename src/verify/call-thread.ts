import { Worker } from 'node:worker_threads'
import type pg from 'pg'
import type { CalledOperation, CallerTold, CallSink, Written } from './call-recorder.ts'
import type { CallRing } from './call-ring.ts'

/** What the thread starts with: the ring's memory, and the way to the database. */
export interface CallThreadStart {
  memory: SharedArrayBuffer
  capacity: number
  connection: pg.PoolConfig
}

/** What is said to the thread. Messages arrive in order, so a row is never read before its caller was told. */
export type CallThreadOrder =
  | { tell: 'caller'; caller: CallerTold }
  | { tell: 'operation'; number: number; operation: CalledOperation }
  | { tell: 'scope'; number: number; scope: string }
  | { tell: 'forget'; below: number }
  | { tell: 'write'; from: number; to: number }
  | { tell: 'close' }

/** What the thread answers to `write` and `close`. */
export type CallThreadAnswer = Written | { failed: string } | { closed: true }

/** Writes calls from a thread of its own: the serving thread only fills the ring. */
export class CallThread implements CallSink {
  readonly #worker: Worker
  #waiting: { resolve: (answer: CallThreadAnswer) => void; reject: (error: Error) => void } | undefined
  #ended: Error | undefined

  constructor(ring: CallRing, connection: pg.PoolConfig) {
    const workerData: CallThreadStart = { memory: ring.memory, capacity: ring.capacity, connection }
    this.#worker = new Worker(new URL('call-thread-main.ts', import.meta.url), { workerData })
    this.#worker.unref()
    this.#worker.on('message', (answer: CallThreadAnswer) => this.#waiting?.resolve(answer))
    this.#worker.on('error', error => this.#end(error as Error))
    this.#worker.on('exit', () => this.#end(new Error('the thread that writes calls has ended')))
  }

  tellCaller(caller: CallerTold): void {
    this.#say({ tell: 'caller', caller })
  }

  tellOperation(number: number, { id, method, path, scope }: CalledOperation): void {
    this.#say({ tell: 'operation', number, operation: { id, method, path, ...(scope !== undefined && { scope }) } })
  }

  tellScope(number: number, scope: string): void {
    this.#say({ tell: 'scope', number, scope })
  }

  forgetCallersBelow(below: number): void {
    this.#say({ tell: 'forget', below })
  }

  async write(from: number, to: number): Promise<Written> {
    const answer = await this.#ask({ tell: 'write', from, to })
    if ('givenUp' in answer) return answer
    throw new Error('failed' in answer ? answer.failed : 'the thread that writes calls has ended')
  }

  async close(): Promise<void> {
    if (this.#ended === undefined) await this.#ask({ tell: 'close' })
    await this.#worker.terminate()
  }

  #say(order: CallThreadOrder): void {
    this.#worker.postMessage(order)
  }

  /** One question at a time; the recorder asks for nothing else before it is answered. */
  async #ask(order: CallThreadOrder): Promise<CallThreadAnswer> {
    if (this.#ended !== undefined) throw this.#ended
    this.#worker.ref()
    try {
      return await new Promise<CallThreadAnswer>((resolve, reject) => {
        this.#waiting = { resolve, reject }
        this.#say(order)
      })
    } finally {
      this.#waiting = undefined
      this.#worker.unref()
    }
  }

  #end(error: Error): void {
    this.#ended ??= error
    this.#waiting?.reject(error)
  }
}
