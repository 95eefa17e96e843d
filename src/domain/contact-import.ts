import type { ActorRecord } from './actor.ts'

/** What happens to a row whose e-mail or phone a contact has already. */
export const ON_DUPLICATE = ['skip', 'update', 'fail'] as const
export type OnDuplicate = (typeof ON_DUPLICATE)[number]

export const IMPORT_STATES = ['waiting', 'running', 'finished', 'failed', 'cancelled'] as const
export type ImportState = (typeof IMPORT_STATES)[number]

/** What a file of contacts is, on the way to a server. */
export const IMPORT_MEDIA_TYPE = 'text/csv'

/** The largest file that is taken. */
export const IMPORT_BYTES_MAX = 32 * 1024 * 1024

/** Imports of one account that wait or run: each keeps its whole file. */
export const IMPORTS_OPEN_MAX = 10
/** A report is for mending a file, not for keeping it a second time: it lists this many rows, and of one batch this many cells. */
export const FAULTY_ROWS_KEPT = 50_000
export const FAULTS_OF_BATCH_KEPT = 5000

/** A column of the file and the field it goes to; null leaves it out. */
export interface ImportColumn {
  header: string
  field: string | null
}

/** What an import was asked to do, and how its file is written. */
export interface ImportSettings {
  onDuplicate: OnDuplicate
  /** Checks every row and writes none. */
  isDryRun: boolean
  delimiter: string
  columns: ImportColumn[]
}

/** What became of the rows so far; the four of them add up to `rowsDone`. */
export interface ImportCounts {
  created: number
  updated: number
  skipped: number
  failed: number
}

export const NO_COUNTS: ImportCounts = { created: 0, updated: 0, skipped: 0, failed: 0 }

/** A file of contacts on its way into an account. */
export interface ContactImport {
  accountId: string
  id: string
  fileName: string
  sizeBytes: number
  settings: ImportSettings
  state: ImportState
  rowsTotal: number
  rowsDone: number
  counts: ImportCounts
  /** Why the whole of it failed. */
  fault: string | undefined
  createdBy: ActorRecord
  createdAt: Date
  startedAt: Date | undefined
  finishedAt: Date | undefined
}

/** A cell that could not be taken: where it stands, what it holds, and what would be right. */
export interface ImportFault {
  /** As a spreadsheet counts: the header is row 1. */
  row: number
  /** Of the column in the file, from 0. */
  place: number
  column: string
  value: string
  problem: string
}

/** True while there is something left to do. */
export function isOpen({ state }: Pick<ContactImport, 'state'>): boolean {
  return state === 'waiting' || state === 'running'
}
