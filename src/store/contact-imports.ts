import { sql } from 'kysely'
import type { ContactImport, ImportCounts, ImportFault, ImportSettings, ImportState } from '../domain/contact-import.ts'
import type { Sql } from '../lib/database.ts'
import { orAbsent } from './tables.ts'

/** Which import of which account. */
export interface ImportRef {
  accountId: string
  importId: string
}

interface ImportRow extends ImportCounts {
  account_id: string
  id: string
  file_name: string
  size_bytes: number
  settings: ImportSettings
  state: ImportState
  rows_total: number
  rows_done: number
  fault: string | null
  created_by: ContactImport['createdBy']
  created_at: Date
  started_at: Date | null
  finished_at: Date | null
}

const COLUMNS = sql.raw<unknown>(
  [
    ...['account_id', 'id', 'file_name', 'size_bytes', 'settings', 'state', 'rows_total', 'rows_done', 'created'],
    ...['updated', 'skipped', 'failed', 'fault', 'created_by', 'created_at', 'started_at', 'finished_at'],
  ].join(', '),
)

function toImport(row: ImportRow): ContactImport {
  const { created, updated, skipped, failed } = row
  return {
    accountId: row.account_id,
    id: row.id,
    fileName: row.file_name,
    sizeBytes: row.size_bytes,
    settings: row.settings,
    state: row.state,
    rowsTotal: row.rows_total,
    rowsDone: row.rows_done,
    counts: { created, updated, skipped, failed },
    fault: orAbsent(row.fault),
    createdBy: row.created_by,
    createdAt: row.created_at,
    startedAt: orAbsent(row.started_at),
    finishedAt: orAbsent(row.finished_at),
  }
}

const first = async (found: Promise<{ rows: ImportRow[] }>): Promise<ContactImport | undefined> => {
  const [row] = (await found).rows
  return row && toImport(row)
}

export async function findImport(db: Sql, { accountId, importId }: ImportRef): Promise<ContactImport | undefined> {
  return first(
    sql<ImportRow>`select ${COLUMNS} from contact_imports where account_id = ${accountId} and id = ${importId}`.execute(
      db,
    ),
  )
}

/** Makes whoever begins an import in the same account wait for the end of this transaction. */
export async function lockImports(db: Sql, accountId: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`contact_imports ${accountId}`}, 0))`.execute(db)
}

/** How many imports of an account wait or run. */
export async function countOpenImports(db: Sql, accountId: string): Promise<number> {
  const { rows } = await sql<{ count: string }>`
    select count(*) from contact_imports where account_id = ${accountId} and state in ('waiting', 'running')`.execute(
    db,
  )
  return Number(rows[0]?.count)
}

/** The newest import of the same file with the same settings. */
export async function findSameImport(db: Sql, accountId: string, fileHash: Buffer): Promise<ContactImport | undefined> {
  return first(
    sql<ImportRow>`
      select ${COLUMNS} from contact_imports where account_id = ${accountId} and file_hash = ${fileHash}
       order by created_at desc, id desc limit 1 for update`.execute(db),
  )
}

/** An account's imports, newest first. */
export async function listImports(
  db: Sql,
  { accountId, after, limit }: { accountId: string; after: readonly string[] | undefined; limit: number },
): Promise<ContactImport[]> {
  const behind = after === undefined ? sql`true` : sql`(created_at, id) < (${after[0]}::timestamptz, ${after[1]})`
  const { rows } = await sql<ImportRow>`
    select ${COLUMNS} from contact_imports where account_id = ${accountId} and ${behind}
     order by created_at desc, id desc limit ${limit}`.execute(db)
  return rows.map(toImport)
}

export async function insertImport(db: Sql, given: ContactImport, fileHash: Buffer): Promise<void> {
  await sql`
    insert into contact_imports (account_id, id, file_name, file_hash, size_bytes, settings, state, rows_total, created_by, created_at)
    values (${given.accountId}, ${given.id}, ${given.fileName}, ${fileHash}, ${given.sizeBytes},
      ${JSON.stringify(given.settings)}, ${given.state}, ${given.rowsTotal}, ${JSON.stringify(given.createdBy)}, ${given.createdAt})`.execute(
    db,
  )
}

/** Lets an import that ended early go on behind its last row. */
export async function reopenImport(db: Sql, { accountId, importId }: ImportRef): Promise<void> {
  await sql`
    update contact_imports set state = 'waiting', fault = null, finished_at = null, worker_id = null, lease_until = null
     where account_id = ${accountId} and id = ${importId}`.execute(db)
}

const PART_BYTES = 256 * 1024

/** Keeps the file until the import has ended. */
export async function insertParts(db: Sql, { accountId, importId }: ImportRef, file: Buffer): Promise<void> {
  for (let at = 0; at < file.byteLength; at += PART_BYTES) {
    await sql`
      insert into contact_import_parts (account_id, import_id, number, bytes)
      values (${accountId}, ${importId}, ${at / PART_BYTES}, ${file.subarray(at, at + PART_BYTES)})`.execute(db)
  }
}

export async function findPart(
  db: Sql,
  { accountId, importId }: ImportRef,
  number: number,
): Promise<Buffer | undefined> {
  const { rows } = await sql<{ bytes: Buffer }>`
    select bytes from contact_import_parts
     where account_id = ${accountId} and import_id = ${importId} and number = ${number}`.execute(db)
  return rows[0]?.bytes
}

/** Who takes an import, and until when it is theirs alone. */
export interface Claim {
  workerId: string
  now: Date
  leaseUntil: Date
}

const isFree = (now: Date) => sql`(state = 'waiting' or (state = 'running' and lease_until <= ${now}))`

/** Whether there is an import that nobody works on. The connection must see every account. */
export async function isImportFree(db: Sql, now: Date): Promise<boolean> {
  const { rows } = await sql<{ is_free: boolean }>`
    select exists (select 1 from contact_imports where ${isFree(now)}) as is_free`.execute(db)
  return rows[0]?.is_free === true
}

/**
 * Takes the oldest import that nobody works on, or this one. A dry run that was left begins anew: it has written nothing
 * that it could go on from. The connection must see the account, or every account.
 */
export async function claimImport(db: Sql, claim: Claim, ref?: ImportRef): Promise<ContactImport | undefined> {
  const { workerId, now, leaseUntil } = claim
  const wanted = ref === undefined ? sql`true` : sql`account_id = ${ref.accountId} and id = ${ref.importId}`
  const isBegun = sql`case when settings ->> 'isDryRun' = 'true' then 0 end`
  const taken = await first(
    sql<ImportRow>`
      update contact_imports set state = 'running', worker_id = ${workerId}, lease_until = ${leaseUntil},
             started_at = coalesce(started_at, ${now}), rows_done = coalesce(${isBegun}, rows_done),
             created = coalesce(${isBegun}, created), updated = coalesce(${isBegun}, updated),
             skipped = coalesce(${isBegun}, skipped), failed = coalesce(${isBegun}, failed)
       where (account_id, id) = (
         select account_id, id from contact_imports
          where ${isFree(now)} and ${wanted}
          order by created_at limit 1 for update skip locked)
      returning ${COLUMNS}`.execute(db),
  )
  if (taken?.rowsDone === 0) {
    await sql`delete from contact_import_faults where account_id = ${taken.accountId} and import_id = ${taken.id}`.execute(
      db,
    )
  }
  return taken
}

/** Makes sure, at the end of a batch's transaction, that the import is still this worker's; false when it is not. */
export async function saveProgress(
  db: Sql,
  ref: ImportRef,
  { claim, rows, counts }: { claim: Claim; rows: number; counts: ImportCounts },
): Promise<boolean> {
  const { numAffectedRows } = await sql`
    update contact_imports set rows_done = rows_done + ${rows}, created = created + ${counts.created},
           updated = updated + ${counts.updated}, skipped = skipped + ${counts.skipped}, failed = failed + ${counts.failed},
           lease_until = ${claim.leaseUntil}
     where account_id = ${ref.accountId} and id = ${ref.importId} and state = 'running' and worker_id = ${claim.workerId}`.execute(
    db,
  )
  return numAffectedRows === 1n
}

/** Ends an import, or gives it back for another worker (`waiting`). With `workerId`, only while it is this worker's. */
export async function endImport(
  db: Sql,
  ref: ImportRef,
  end: { state: ImportState; fault?: string; now: Date; workerId?: string },
): Promise<boolean> {
  const { state, fault = null, now, workerId } = end
  const isOurs = workerId === undefined ? sql`true` : sql`worker_id = ${workerId}`
  const { numAffectedRows } = await sql`
    update contact_imports set state = ${state}, fault = ${fault}, worker_id = null, lease_until = null,
           finished_at = ${state === 'waiting' ? null : now}
     where account_id = ${ref.accountId} and id = ${ref.importId} and state in ('waiting', 'running') and ${isOurs}`.execute(
    db,
  )
  if (numAffectedRows === 1n && state !== 'waiting') {
    await sql`delete from contact_import_parts where account_id = ${ref.accountId} and import_id = ${ref.importId}`.execute(
      db,
    )
  }
  return numAffectedRows === 1n
}

export async function insertFaults(db: Sql, ref: ImportRef, faults: readonly ImportFault[]): Promise<void> {
  if (faults.length === 0) return
  await sql`
    insert into contact_import_faults (account_id, import_id, row_number, place, column_name, value, problem)
    select ${ref.accountId}, ${ref.importId}, "row", place, "column", value, problem
      from jsonb_to_recordset(${JSON.stringify(faults)}::jsonb)
        as given ("row" integer, place integer, "column" text, value text, problem text)`.execute(db)
}

/** The faults behind a place, in the order of the file. */
export async function listFaults(
  db: Sql,
  { accountId, importId }: ImportRef,
  { after, limit }: { after: Pick<ImportFault, 'row' | 'place'>; limit: number },
): Promise<ImportFault[]> {
  const { rows } = await sql<ImportFault>`
    select row_number as "row", place, column_name as "column", value, problem from contact_import_faults
     where account_id = ${accountId} and import_id = ${importId} and (row_number, place) > (${after.row}, ${after.place})
     order by row_number, place limit ${limit}`.execute(db)
  return rows
}

/** Forgets imports that ended long ago: their reports hold what people wrote. */
export async function deleteImportsBefore(db: Sql, before: Date): Promise<void> {
  await sql`delete from contact_imports where finished_at < ${before}`.execute(db)
}
