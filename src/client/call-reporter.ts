import type { Call, Identity } from './identity.ts'
import type { CallsTold, UseTold } from './local-limits.ts'

/** How a call was decided. */
export interface Decided {
  identity: Identity
  call: Call
  status: 200 | 403 | 429
  missingScope?: string
  /** By the server's clock. */
  atMs: number
}

/** What the server says to a report. */
export interface ReportAnswer {
  at: number
  limits: readonly UseTold[]
}

/** Sends a report. Undefined when it may have arrived; 'later' when it certainly has not. */
export type SendReport = (report: Report) => Promise<ReportAnswer | 'later' | undefined>

interface Group {
  accountId: string
  integrationId: string
  tokenId: string
  ip: string
  userAgent: string
  clientName: string
  label?: string
  status: number
  missingScope?: string
  /** Milliseconds since 1970; as sent, since the report's own beginning. */
  at: number[]
}

export interface Report {
  since: number
  calls: readonly Group[]
}

export interface CallReporterOptions {
  send: SendReport
  everyMs: number
  /** The server has counted these calls. */
  onTold(answer: ReportAnswer, told: readonly CallsTold[]): void
}

/** A report stays well below the 256 kB that the server reads. */
const GROUPS_OF_REPORT_MAX = 100
const CALLS_OF_REPORT_MAX = 10_000
/** The server reads no longer list. */
const CALLS_OF_GROUP_MAX = 1000
/** While the server is away so many calls wait; further ones are not told. */
const CALLS_WAITING_MAX = 100_000

/** Tells the server, once in a while, which calls were decided here: so they are seen, and count against the limits. */
export class CallReporter {
  readonly #options: CallReporterOptions
  #groups = new Map<string, Group>()
  #waiting = 0
  #sending: Promise<void> = Promise.resolve()
  #timer: NodeJS.Timeout | undefined
  #isClosed = false

  constructor(options: CallReporterOptions) {
    this.#options = options
  }

  note(decided: Decided): void {
    if (this.#waiting >= CALLS_WAITING_MAX) return
    this.#waiting++
    const key = keyOf(decided)
    const known = this.#groups.get(key)
    if (known === undefined) this.#groups.set(key, groupOf(decided))
    else known.at.push(decided.atMs)
    if (this.#waiting % CALLS_OF_REPORT_MAX === 0) void this.flush()
    else this.#wait()
  }

  /** Sends what waits. Never rejects. */
  flush(): Promise<void> {
    clearTimeout(this.#timer)
    this.#timer = undefined
    this.#sending = this.#sending.then(() => this.#sendAll())
    return this.#sending
  }

  close(): Promise<void> {
    this.#isClosed = true
    return this.flush()
  }

  #wait(): void {
    if (this.#isClosed) return
    this.#timer ??= setTimeout(() => void this.flush(), this.#options.everyMs).unref()
  }

  async #sendAll(): Promise<void> {
    while (this.#groups.size > 0) {
      const groups = this.#take()
      const since = Math.min(...groups.map(({ at }) => at[0] ?? 0))
      const calls = groups.map(group => ({ ...group, at: group.at.map(atMs => Math.max(0, Math.round(atMs - since))) }))
      const answer = await this.#options.send({ since: Math.round(since), calls })
      if (answer === 'later') {
        this.#putBack(groups)
        this.#wait()
        return
      }
      if (answer !== undefined) this.#options.onTold(answer, groups)
    }
  }

  /** As much as one report holds. */
  #take(): Group[] {
    const taken: Group[] = []
    let room = CALLS_OF_REPORT_MAX
    for (const [key, group] of this.#groups) {
      if (taken.length >= GROUPS_OF_REPORT_MAX || room === 0) break
      const at = group.at.splice(0, Math.min(room, CALLS_OF_GROUP_MAX))
      taken.push({ ...group, at })
      if (group.at.length === 0) this.#groups.delete(key)
      room -= at.length
      this.#waiting -= at.length
    }
    return taken
  }

  #putBack(groups: readonly Group[]): void {
    for (const group of groups) {
      const key = keyOfGroup(group)
      const known = this.#groups.get(key)
      if (known === undefined) this.#groups.set(key, group)
      else known.at.unshift(...group.at)
      this.#waiting += group.at.length
    }
  }
}

function keyOf({ identity, call, status, missingScope = '' }: Decided): string {
  const { ip = '', userAgent = '', clientName = '', label = '' } = call
  return `${identity.token.id}\n${ip}\n${userAgent}\n${clientName}\n${label}\n${status}\n${missingScope}`
}

function keyOfGroup({ tokenId, ip, userAgent, clientName, label = '', status, missingScope = '' }: Group): string {
  return `${tokenId}\n${ip}\n${userAgent}\n${clientName}\n${label}\n${status}\n${missingScope}`
}

function groupOf({ identity, call, status, missingScope, atMs }: Decided): Group {
  const { ip = '', userAgent = '', clientName = '', label } = call
  return {
    ...{ accountId: identity.account.id, integrationId: identity.integration.id, tokenId: identity.token.id },
    // One text that is too long would lose the whole report.
    ...{ ip: ip.slice(0, 64), userAgent: userAgent.slice(0, 500), clientName: clientName.slice(0, 100) },
    ...{ status, at: [atMs] },
    ...(label !== undefined && { label }),
    ...(missingScope !== undefined && { missingScope }),
  }
}
