import {
  type ContactImport,
  FAULTS_OF_BATCH_KEPT,
  FAULTY_ROWS_KEPT,
  type ImportCounts,
  type ImportFault,
  type ImportSettings,
} from '../domain/contact-import.ts'
import { CsvFault, readCsv } from '../lib/csv-file.ts'
import { EVERY_TENANT, type Sql } from '../lib/database.ts'
import { isDatabaseUnavailable } from '../lib/database-error.ts'
import { findAccount } from '../store/accounts.ts'
import {
  type Claim,
  claimImport,
  endImport,
  findPart,
  type ImportRef,
  insertFaults,
  isImportFree,
  saveProgress,
} from '../store/contact-imports.ts'
import type { Deps } from './deps.ts'
import { publishAll } from './outbox.ts'

/** Takes one part of a file into an account. Handed in: contacts are the API's own, not ours. */
export type ImportBatch = (
  place: {
    db: Sql
    accountId: string
    locationId: string
    now: Date
    nextWireId(): string
    publishAll(events: readonly { type: string; body: Record<string, unknown> }[]): Promise<void>
  },
  batch: {
    records: readonly string[][]
    firstRow: number
    settings: ImportSettings
    seen: ReadonlySet<string>
  },
) => Promise<{ counts: ImportCounts; faults: ImportFault[]; identities: string[] }>

type RunDeps = Deps & { importBatch: ImportBatch }

/** Rows written in one transaction: more block other work of the process for longer, fewer are slower. */
const BATCH_ROWS = 500
/** After so long without a sign, another worker goes on. */
const LEASE_MS = 8_000

/** What a run is told: whose it is, which import it is to take, when to stop, and whom to tell how far it is. */
export interface RunOptions {
  workerId: string
  ref?: ImportRef
  signal?: AbortSignal
  onProgress?(rowsDone: number): void
}

/** Works on one import until it ends or `signal` stops it behind a batch. False when there was none to take. */
export async function runImport(deps: RunDeps, options: RunOptions): Promise<boolean> {
  const { ref } = options
  // Every node asks every second, and there is hardly ever one.
  if (ref === undefined && !(await deps.database.read(EVERY_TENANT, db => isImportFree(db, deps.clock.now()))))
    return false
  const claimed = await deps.database.transact(ref?.accountId ?? EVERY_TENANT, db =>
    claimImport(db, claimOf(deps, options), ref),
  )
  if (claimed === undefined) return false
  const own = { accountId: claimed.accountId, importId: claimed.id }
  const end = await work(deps, options, claimed)
  const { workerId } = options
  await deps.database.transact(own.accountId, db => endImport(db, own, { ...end, now: deps.clock.now(), workerId }))
  return true
}

type End = { state: 'finished' | 'failed' | 'waiting'; fault?: string }

async function work(deps: RunDeps, options: RunOptions, claimed: ContactImport): Promise<End> {
  try {
    return await takeRows(deps, options, claimed)
  } catch (error) {
    if (error instanceof CsvFault) return { state: 'failed', fault: error.message }
    // The database will be back: whoever finds the lease run out goes on behind the last row.
    if (isDatabaseUnavailable(error)) throw error
    deps.log.error({ err: error, importId: claimed.id }, 'import.failed')
    return {
      state: 'failed',
      fault: 'Something unforeseen went wrong. Send the same file again to go on behind its last row.',
    }
  }
}

async function takeRows(deps: RunDeps, options: RunOptions, claimed: ContactImport): Promise<End> {
  const run = new Run(deps, options, claimed)
  const { rowsDone } = claimed
  let index = -1
  let records: string[][] = []
  for await (const record of readCsv(partsOf(deps, claimed), claimed.settings.delimiter)) {
    // The header is no row, and what an earlier run has committed is not done again.
    if (index++ < rowsDone) continue
    records.push(record)
    if (records.length < BATCH_ROWS) continue
    if (!(await run.take(records))) return { state: 'waiting' }
    records = []
  }
  return (await run.take(records)) ? { state: 'finished' } : { state: 'waiting' }
}

/** One worker at one import: batch by batch, each with its progress in one transaction. */
class Run {
  readonly #deps: RunDeps
  readonly #options: RunOptions
  readonly #import: ContactImport
  #rowsDone: number
  #rowsFailed: number
  readonly #seen = new Set<string>()

  constructor(deps: RunDeps, options: RunOptions, claimed: ContactImport) {
    this.#deps = deps
    this.#options = options
    this.#import = claimed
    this.#rowsDone = claimed.rowsDone
    this.#rowsFailed = claimed.counts.failed
  }

  /** False when the run has to stop: it was told to, or the import is no longer its own. */
  async take(records: readonly string[][]): Promise<boolean> {
    const { signal, onProgress } = this.#options
    if (records.length > 0 && !(await this.#commit(records))) return false
    onProgress?.(this.#rowsDone)
    return signal?.aborted !== true
  }

  async #commit(records: readonly string[][]): Promise<boolean> {
    const { accountId, id: importId, settings } = this.#import
    const ref = { accountId, importId }
    const firstRow = this.#rowsDone + 2
    try {
      const { identities, counts } = await this.#deps.database.transact(accountId, async db => {
        const result = await this.#deps.importBatch(await this.#place(db), {
          records,
          firstRow,
          settings,
          seen: this.#seen,
        })
        const hasRoom = this.#rowsFailed < FAULTY_ROWS_KEPT
        await insertFaults(db, ref, hasRoom ? result.faults.slice(0, FAULTS_OF_BATCH_KEPT) : [])
        const claim = claimOf(this.#deps, this.#options)
        const isOurs = await saveProgress(db, ref, { claim, rows: records.length, counts: result.counts })
        if (!isOurs) throw new Lost()
        return result
      })
      this.#rowsFailed += counts.failed
      if (settings.isDryRun) for (const identity of identities) this.#seen.add(identity)
    } catch (error) {
      if (error instanceof Lost) return false
      throw error
    }
    this.#rowsDone += records.length
    return true
  }

  async #place(db: Sql) {
    const { accountId } = this.#import
    const account = await findAccount(db, accountId)
    if (account === undefined) throw new Lost()
    const { clock, ids } = this.#deps
    return {
      ...{ db, accountId, locationId: account.wireId, now: clock.now(), nextWireId: ids.nextWireId },
      publishAll: (events: Parameters<typeof publishAll>[2]['events']) =>
        publishAll(this.#deps, db, { accountId, events }),
    }
  }
}

/** Someone cancelled the import or took it over: nothing of the batch stays. */
class Lost extends Error {}

function claimOf({ clock }: Deps, { workerId }: RunOptions): Claim {
  const now = clock.now()
  return { workerId, now, leaseUntil: new Date(now.getTime() + LEASE_MS) }
}

async function* partsOf({ database }: Deps, { accountId, id: importId }: ContactImport): AsyncGenerator<Buffer> {
  for (let number = 0; ; number++) {
    const part = await database.read(accountId, db => findPart(db, { accountId, importId }, number))
    if (part === undefined) return
    yield part
  }
}
