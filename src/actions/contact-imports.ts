import { type Actor, recordOf } from '../domain/actor.ts'
import {
  type ContactImport,
  IMPORT_BYTES_MAX,
  IMPORTS_OPEN_MAX,
  type ImportColumn,
  type ImportFault,
  isOpen,
  NO_COUNTS,
  type OnDuplicate,
} from '../domain/contact-import.ts'
import { invalid, Problem } from '../domain/problem.ts'
import { canonicalJson } from '../lib/canonical-json.ts'
import { CsvFault, type CsvShape, surveyCsv } from '../lib/csv-file.ts'
import { toCsv } from '../lib/csv-text.ts'
import { openCursor, sealCursor } from '../lib/cursor.ts'
import type { Sql } from '../lib/database.ts'
import { sha256 } from '../lib/secrets.ts'
import {
  countOpenImports,
  endImport,
  findImport,
  findSameImport,
  type ImportRef,
  insertImport,
  insertParts,
  listFaults,
  listImports as listRows,
  lockImports,
  reopenImport,
} from '../store/contact-imports.ts'
import { authorize } from './authorize.ts'
import type { Deps, Transaction } from './deps.ts'
import { recordAudit } from './record.ts'

/** Where each column of a file goes. Handed in: contacts are the API's own, not ours. */
export type PlanImport = (
  db: Sql,
  accountId: string,
  file: { header: readonly string[]; map: readonly string[] },
) => Promise<ImportColumn[]>

/** A file of contacts, and what is to become of it. */
export interface ImportWish {
  accountId: string
  fileName: string
  file: Buffer
  onDuplicate: OnDuplicate
  isDryRun: boolean
  /** "Header=field" for headers that don't speak for themselves. */
  map: readonly string[]
  /** Takes a file in once more that has been taken in before. */
  isAgain: boolean
}

const PERMISSION = 'contacts.import'

/**
 * Takes a file of contacts in; a node works on it afterwards. The same file with the same settings is the same import:
 * one that ended early goes on behind its last row, one that is under way or finished is left alone.
 */
export async function createImport(
  deps: Deps & { planImport: PlanImport },
  actor: Actor,
  wish: ImportWish,
): Promise<ContactImport> {
  const { accountId, file } = wish
  const columnsOf = async ({ header }: CsvShape) =>
    deps.database.read(accountId, db => deps.planImport(db, accountId, { header, map: wish.map }))
  await deps.database.read(accountId, db => enterLocation(db, actor, accountId))
  if (file.byteLength > IMPORT_BYTES_MAX) throw new Problem('request_too_large')
  const shape = await survey(file)
  const settings = {
    ...{ onDuplicate: wish.onDuplicate, isDryRun: wish.isDryRun },
    ...{ delimiter: shape.delimiter, columns: await columnsOf(shape) },
  }
  const fileHash = sha256(canonicalJson([sha256(file).toString('hex'), settings]))
  return deps.transact(accountId, async tx => {
    await enterLocation(tx.db, actor, accountId)
    // Of two who send the same file at once one must see the other's import.
    await lockImports(tx.db, accountId)
    const same = wish.isAgain ? undefined : await findSameImport(tx.db, accountId, fileHash)
    if (same !== undefined) return goOn(deps, tx, { actor, same, file })
    await requireRoom(tx.db, accountId)
    const made: ContactImport = {
      ...{ accountId, id: deps.ids.next('imp'), fileName: wish.fileName, sizeBytes: file.byteLength, settings },
      ...{ state: 'waiting', rowsTotal: shape.rows, rowsDone: 0, counts: NO_COUNTS, fault: undefined },
      ...{ createdBy: recordOf(actor), createdAt: deps.clock.now(), startedAt: undefined, finishedAt: undefined },
    }
    await insertImport(tx.db, made, fileHash)
    await insertParts(tx.db, { accountId, importId: made.id }, file)
    record(deps, tx, { actor, of: made, action: 'contacts.import_started' })
    return made
  })
}

async function goOn(
  deps: Deps,
  tx: Transaction,
  { actor, same, file }: { actor: Actor; same: ContactImport; file: Buffer },
): Promise<ContactImport> {
  if (isOpen(same) || same.state === 'finished') return same
  await requireRoom(tx.db, same.accountId)
  const ref = { accountId: same.accountId, importId: same.id }
  await reopenImport(tx.db, ref)
  await insertParts(tx.db, ref, file)
  record(deps, tx, { actor, of: same, action: 'contacts.import_resumed' })
  return { ...same, state: 'waiting', fault: undefined, finishedAt: undefined }
}

async function requireRoom(db: Sql, accountId: string): Promise<void> {
  if ((await countOpenImports(db, accountId)) < IMPORTS_OPEN_MAX) return
  throw invalid('account', `has ${IMPORTS_OPEN_MAX} imports under way already: wait for one to end, or cancel one`)
}

async function survey(file: Buffer): Promise<CsvShape> {
  try {
    return await surveyCsv(file)
  } catch (error) {
    if (error instanceof CsvFault) throw invalid('file', error.message)
    throw error
  }
}

/** An account's imports, newest first. */
export async function listImports(
  deps: Deps,
  actor: Actor,
  input: { accountId: string; cursor?: string; limit: number },
): Promise<{ items: ContactImport[]; nextCursor?: string }> {
  const { accountId, cursor, limit } = input
  const mac = (text: string) => deps.keys.macOf('cursor', text)
  const scope = JSON.stringify(['imports', accountId])
  return deps.database.read(accountId, async db => {
    await authorize(db, actor, { accountId, permission: PERMISSION })
    const after = cursor === undefined ? undefined : openCursor(mac, scope, cursor)
    if (cursor !== undefined && after === undefined) throw new Problem('cursor_invalid')
    const rows = await listRows(db, { accountId, after, limit: limit + 1 })
    const items = rows.slice(0, limit)
    const last = items.at(-1)
    if (rows.length <= limit || last === undefined) return { items }
    return { items, nextCursor: sealCursor(mac, scope, [last.createdAt.toISOString(), last.id]) }
  })
}

/** One import: how far it has come, and what became of its rows. */
export async function getImport(deps: Pick<Deps, 'database'>, actor: Actor, ref: ImportRef): Promise<ContactImport> {
  return deps.database.read(ref.accountId, async db => {
    await authorize(db, actor, { accountId: ref.accountId, permission: PERMISSION })
    return await requireImport(db, ref)
  })
}

const FAULTS_PAGE = 1000

/** The cells that could not be taken as CSV, a page at a time: a file may have 100,000 of them. */
export async function reportImport(
  deps: Pick<Deps, 'database'>,
  actor: Actor,
  ref: ImportRef,
): Promise<AsyncGenerator<string>> {
  await getImport(deps, actor, ref)
  return writeReport(after =>
    deps.database.read(ref.accountId, db => listFaults(db, ref, { after, limit: FAULTS_PAGE })),
  )
}

type FaultPlace = Pick<ImportFault, 'row' | 'place'>

async function* writeReport(pageBehind: (after: FaultPlace) => Promise<ImportFault[]>): AsyncGenerator<string> {
  // The mark tells spreadsheets that the text is UTF-8.
  yield `\uFEFF${toCsv([['row', 'column', 'value', 'problem']])}`
  let last: FaultPlace | undefined = { row: 0, place: -1 }
  while (last !== undefined) {
    const faults: ImportFault[] = await pageBehind(last)
    yield toCsv(faults.map(({ row, column, value, problem }) => [row, column, value, problem]))
    last = faults.length < FAULTS_PAGE ? undefined : faults.at(-1)
  }
}

/** Stops an import; what it has taken in stays. One that has ended is left as it is. */
export async function cancelImport(deps: Deps, actor: Actor, ref: ImportRef): Promise<ContactImport> {
  return deps.transact(ref.accountId, async tx => {
    await authorize(tx.db, actor, { accountId: ref.accountId, permission: PERMISSION })
    await requireImport(tx.db, ref)
    const isEnded = await endImport(tx.db, ref, { state: 'cancelled', now: deps.clock.now() })
    const after = await requireImport(tx.db, ref)
    if (isEnded) record(deps, tx, { actor, of: after, action: 'contacts.import_cancelled' })
    return after
  })
}

async function requireImport(db: Sql, ref: ImportRef): Promise<ContactImport> {
  const found = await findImport(db, ref)
  if (found === undefined) throw new Problem('import_not_found')
  return found
}

/** Contacts belong to locations: an agency has none. */
async function enterLocation(db: Sql, actor: Actor, accountId: string): Promise<void> {
  const { kind } = await authorize(db, actor, { accountId, permission: PERMISSION })
  if (kind !== 'location') throw invalid('account', 'must be a location: an agency has no contacts of its own')
}

function record(
  deps: Deps,
  tx: Transaction,
  { actor, of, action }: { actor: Actor; of: ContactImport; action: string },
): void {
  const { onDuplicate, isDryRun } = of.settings
  const after = { importId: of.id, fileName: of.fileName, rows: of.rowsTotal, onDuplicate, isDryRun }
  const target = { kind: 'account' as const, id: of.accountId }
  recordAudit(deps, tx, { actor, action, target, after, at: deps.clock.now() })
}
