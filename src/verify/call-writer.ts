import type { PoolClient } from 'pg'
import { CopyRows } from '../lib/copy-rows.ts'
import type { Database } from '../lib/database.ts'
import { isDatabaseUnavailable, sqlState } from '../lib/database-error.ts'
import { addCounts, CALL_FIELDS, type CallBatch, copyCalls, makePartitions } from '../store/api-calls.ts'
import { CountTable, WaitingCounts } from './call-counts.ts'
import type { CalledOperation, CallerTold, CallSink, Written } from './call-recorder.ts'
import type { CallRing } from './call-ring.ts'

/** Rows of one transaction. */
const BATCH_MAX = 50_000
const DAY_MS = 86_400_000

interface KnownCaller {
  accountId: string
  integrationId: string
  piece: Buffer
}

interface KnownOperation {
  id: string
  scope: string
  piece: Buffer
}

/** Copies calls from the ring to the database. What it was told of is kept as bytes that only need to be put in place. */
export class CallWriter implements CallSink {
  readonly #ring: CallRing
  readonly #database: Database
  #callers = new Map<number, KnownCaller>()
  #operations = new Map<number, KnownOperation>()
  #scopes = new Map<number, string>()
  #daysMade = new Set<number>()
  #counts = new WaitingCounts()

  /** The database must be entered as the usage role. */
  constructor(ring: CallRing, database: Database) {
    this.#ring = ring
    this.#database = database
  }

  tellCaller({ number, ...caller }: CallerTold): void {
    const { accountId, integrationId } = caller
    const fields = [accountId, integrationId, caller.tokenId, caller.network, caller.userAgent, caller.clientName]
    this.#callers.set(number, { accountId, integrationId, piece: pieceOf(fields) })
  }

  tellOperation(number: number, { id, method, path, scope = '' }: CalledOperation): void {
    this.#operations.set(number, { id, scope, piece: pieceOf([id, method, path]) })
  }

  tellScope(number: number, scope: string): void {
    this.#scopes.set(number, scope)
  }

  forgetCallersBelow(number: number): void {
    for (const known of this.#callers.keys()) if (known < number) this.#callers.delete(known)
  }

  /**
   * In transactions of a bounded size; then counts, when they are due. What the database refuses for good is given up; while
   * it is away, all waits.
   */
  async write(from: number, to: number): Promise<Written> {
    const written: Written = { done: 0, givenUp: 0 }
    if (from === to && this.#counts.size === 0) return written
    const client = await this.#database.copyPool.connect()
    try {
      for (let at = from; at < to; at += BATCH_MAX) {
        const end = Math.min(to, at + BATCH_MAX)
        const refusedBy = await this.#copy(client, this.#batchOf(at, end))
        written.done += end - at
        if (refusedBy === undefined) continue
        written.givenUp += end - at
        written.refusedBy = refusedBy
      }
      await this.#writeCounts(client)
      client.release()
      return written
    } catch (error) {
      client.release(error as Error)
      if (written.done > 0) return written
      throw error
    }
  }

  async close(): Promise<void> {
    try {
      if (this.#counts.size > 0) await this.#writeLastCounts()
    } finally {
      await this.#database.close()
    }
  }

  async #writeLastCounts(): Promise<void> {
    const client = await this.#database.copyPool.connect()
    try {
      await this.#writeCounts(client, { isLastTurn: true })
    } finally {
      client.release()
    }
  }

  async #writeCounts(client: PoolClient, turn?: { isLastTurn: boolean }): Promise<void> {
    const due = this.#counts.takeDue(turn)
    if (due.length === 0) return
    try {
      await addCounts(client, due)
    } catch (error) {
      // What is refused for good would be refused again.
      if (isDatabaseUnavailable(error)) this.#counts.add(due)
      throw error
    }
  }

  /** The code with which the database refused it, if it did. Throws when it could not be asked. */
  async #copy(
    client: PoolClient,
    { counts, ...batch }: CallBatch & { counts: CountTable },
  ): Promise<string | undefined> {
    try {
      const unmade = batch.days.filter(day => !this.#daysMade.has(day.getTime()))
      await makePartitions(client, unmade)
      for (const day of unmade) this.#daysMade.add(day.getTime())
      await copyCalls(client, batch)
      this.#counts.add(counts)
      return undefined
    } catch (error) {
      if (isDatabaseUnavailable(error)) throw error
      // A day may have been tidied away since it was made here.
      this.#daysMade.clear()
      return sqlState(error) ?? 'unknown'
    }
  }

  #batchOf(from: number, to: number): CallBatch & { counts: CountTable } {
    const rows = new CopyRows()
    const days = new Set<number>()
    const counts = new CountTable()
    for (let at = from; at < to; at++) {
      const row = this.#ring.get(at)
      const caller = this.#callers.get(row.caller)
      const operation = this.#operations.get(row.operation)
      if (caller === undefined || operation === undefined) continue
      const missingScope = row.missingScope === 0 ? '' : (this.#scopes.get(row.missingScope) ?? '(other)')
      rows.beginRow(CALL_FIELDS)
      rows.piece(caller.piece)
      rows.piece(operation.piece)
      rows.timestamptz(row.atMs)
      rows.int2(row.status)
      if (missingScope === '') rows.null()
      else rows.text(missingScope)
      rows.float4(row.durationMs)
      rows.bytes(this.#ring.requestIdBytes(at))
      days.add(Math.floor(row.atMs / DAY_MS) * DAY_MS)
      counts.add(row, { caller, operation, missingScope })
    }
    return { stream: rows.toStream(), days: [...days].map(dayMs => new Date(dayMs)), counts }
  }
}

function pieceOf(fields: readonly string[]): Buffer {
  const piece = new CopyRows({ isPiece: true })
  for (const field of fields) piece.text(field)
  return piece.toPiece()
}
