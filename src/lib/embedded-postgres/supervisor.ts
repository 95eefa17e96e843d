import { setTimeout as sleep } from 'node:timers/promises'
import type { Installation } from './installation.ts'
import { type Ending, type Log, type Postmaster, type Settings, startPostmaster } from './postmaster.ts'
import { emptySocketFolder } from './socket-folder.ts'
import { clearStalePostmaster } from './stale-postmaster.ts'

export type StopMode = 'fast' | 'immediate'

/** How it all ended; `error` says why PostgreSQL could not be kept running. */
export interface FinalEnding extends Ending {
  error?: unknown
}

export interface Duties {
  socketFolder: string
  settings: Settings
  log: Log
  /** How often within a minute it may die unasked and is started again. */
  restartsMax?: number
  /** Called after every start with the id of the new main process. */
  onStarted(pid: number): void
  /** Called once, when PostgreSQL has ended for good. */
  onEnded(): void
}

/** From the kindest way to the hardest, with the time that each is given. */
const STOP_SIGNALS: { mode: StopMode | 'kill'; signal: NodeJS.Signals; patienceMs: number }[] = [
  { mode: 'fast', signal: 'SIGINT', patienceMs: 30_000 },
  { mode: 'immediate', signal: 'SIGQUIT', patienceMs: 10_000 },
  { mode: 'kill', signal: 'SIGKILL', patienceMs: 10_000 },
]
/** A PostgreSQL that dies this often in so short a time is not helped by another start. */
const RESTARTS_MAX = 5
const RESTARTS_WITHIN_MS = 60_000

/** Keeps PostgreSQL running: should it die unasked (killed, or out of memory), it is started again behind the same socket. */
export class Supervisor {
  readonly exited: Promise<FinalEnding>
  readonly #installation: Installation
  readonly #duties: Duties
  readonly #deaths: number[] = []
  #postmaster: Postmaster
  #isStopping = false

  private constructor(installation: Installation, duties: Duties, postmaster: Postmaster) {
    this.#installation = installation
    this.#duties = duties
    this.#postmaster = postmaster
    this.exited = this.#keepRunning().finally(() => duties.onEnded())
  }

  static async start(installation: Installation, duties: Duties): Promise<Supervisor> {
    return new Supervisor(installation, duties, await launch(installation, duties))
  }

  get pid(): number {
    return this.#postmaster.pid
  }

  async stop(mode: StopMode = 'fast'): Promise<void> {
    this.#isStopping = true
    const first = STOP_SIGNALS.findIndex(step => step.mode === mode)
    for (const { signal, patienceMs } of STOP_SIGNALS.slice(first)) {
      this.#postmaster.send(signal)
      const patience = new AbortController()
      const hasEnded = await Promise.race([
        this.exited.then(() => true),
        sleep(patienceMs, false, { signal: patience.signal }).catch(() => true),
      ])
      patience.abort()
      if (hasEnded) return
    }
  }

  async #keepRunning(): Promise<FinalEnding> {
    for (;;) {
      const ending = await this.#postmaster.ended
      if (this.#isStopping) return ending
      try {
        await this.#startAgain(ending)
      } catch (error) {
        this.#duties.log('error', `PostgreSQL could not be started again: ${(error as Error).message}`)
        return { ...ending, error }
      }
    }
  }

  async #startAgain({ code, signal }: Ending): Promise<void> {
    const { log, restartsMax = RESTARTS_MAX } = this.#duties
    log('error', `PostgreSQL ended unasked (${signal ?? `exit code ${code}`}); starting it again`)
    this.#deaths.push(performance.now())
    const since = performance.now() - RESTARTS_WITHIN_MS
    if (this.#deaths.filter(death => death > since).length > restartsMax) {
      throw new Error(`it ended more than ${restartsMax} times within a minute`)
    }
    await clearStalePostmaster(this.#installation.clusterFolder, message => log('warn', message))
    this.#postmaster = await launch(this.#installation, this.#duties)
    // Whoever asked for a stop meanwhile signalled the process that was already gone.
    if (this.#isStopping) this.#postmaster.send('SIGINT')
  }
}

async function launch(installation: Installation, duties: Duties): Promise<Postmaster> {
  emptySocketFolder(duties.socketFolder)
  const postmaster = await startPostmaster(installation, duties)
  duties.onStarted(postmaster.pid)
  return postmaster
}
