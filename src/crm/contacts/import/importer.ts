import type { ImportColumn, ImportCounts, ImportFault, ImportSettings } from '../../../domain/contact-import.ts'
import type { Sql } from '../../../lib/database.ts'
import type { WireEvent } from '../../operation.ts'
import { blankContact, type Contact } from '../contact.ts'
import { lockEveryIdentity } from '../duplicates.ts'
import { contactChanges, contactCreated } from '../events.ts'
import { findLocationRules } from '../location-rules.ts'
import { lockContacts } from '../store.ts'
import { rememberTags } from '../tag-names.ts'
import { Book, type BookRules } from './batch.ts'
import { planColumns } from './columns.ts'
import { type ReadRow, readRow } from './rows.ts'
import { insertContacts, listByIdentities, listCustomFields, mapUsers, updateContacts } from './store.ts'

/** Where a file of contacts goes, and how its changes are told. */
export interface ImportPlace {
  db: Sql
  accountId: string
  locationId: string
  now: Date
  nextWireId(): string
  publishAll(events: readonly WireEvent[]): Promise<void>
}

/** A part of the file: its records, the number of the first one as a spreadsheet counts, and what was asked for. */
export interface ImportBatch {
  records: readonly string[][]
  firstRow: number
  settings: ImportSettings
  /** In a dry run: e-mails and phones of the rows before, which nothing has written. */
  seen: ReadonlySet<string>
}

export interface BatchResult {
  counts: ImportCounts
  faults: ImportFault[]
  /** E-mails and phones of contacts that this batch has made, or would have. */
  identities: string[]
}

/** Where each column of a file goes. Throws input_invalid for columns that go nowhere. */
export async function planImport(
  db: Sql,
  accountId: string,
  { header, map }: { header: readonly string[]; map: readonly string[] },
): Promise<ImportColumn[]> {
  return planColumns(header, map, await listCustomFields(db, accountId))
}

/** Takes one part of a file into the account: contacts, their tags and their events, or in a dry run only the verdict. */
export async function importBatch(place: ImportPlace, batch: ImportBatch): Promise<BatchResult> {
  const rules = await readRules(place, batch.settings)
  const rows = batch.records.map((cells, index) => readRow(cells, batch.firstRow + index, rules))
  const { isDryRun } = batch.settings
  if (!isDryRun) await lockEveryIdentity(place.db, place.accountId)
  const book = new Book(rules, await knownContacts(place, batch, rows))
  for (const row of rows) book.take(row)
  if (!isDryRun) await write(place, book)
  return {
    counts: book.counts,
    faults: book.faults,
    identities: book.created.flatMap(({ email, phone }) => [email?.toLowerCase(), phone].filter(one => one != null)),
  }
}

async function readRules(
  { db, accountId, now, nextWireId }: ImportPlace,
  settings: ImportSettings,
): Promise<BookRules> {
  const { country, isDuplicateAllowed } = await findLocationRules(db, accountId)
  const [customFields, users] = [await listCustomFields(db, accountId), await mapUsers(db, accountId)]
  const { columns, onDuplicate } = settings
  return { columns, onDuplicate, country, isDuplicateAllowed, customFields, users, now, nextWireId }
}

async function knownContacts({ db, accountId }: ImportPlace, batch: ImportBatch, rows: readonly ReadRow[]) {
  const good = rows.filter(({ faults }) => faults.length === 0)
  const emails = good.flatMap(({ body }) => (body.email ? [body.email.toLowerCase()] : []))
  const phones = good.flatMap(({ body }) => (body.phone ? [body.phone] : []))
  const known = await listByIdentities(db, accountId, { emails, phones })
  const { isDryRun, onDuplicate } = batch.settings
  if (isDryRun) return [...known, ...ghosts(batch.seen, { emails, phones })]
  if (onDuplicate !== 'update' || known.length === 0) return known
  const locked = await lockContacts(
    db,
    accountId,
    known.map(({ id }) => id),
  )
  return locked.sort((a, b) => a.createdAt.getTime() - b.createdAt.getTime() || (a.id < b.id ? -1 : 1))
}

/** What rows before this batch would have made, had it been no dry run. */
function ghosts(seen: ReadonlySet<string>, { emails, phones }: { emails: string[]; phones: string[] }): Contact[] {
  const blank = blankContact('', new Date(0))
  return [
    ...emails.filter(email => seen.has(email)).map(email => ({ ...blank, email })),
    ...phones.filter(phone => seen.has(phone)).map(phone => ({ ...blank, phone })),
  ]
}

async function write(place: ImportPlace, book: Book): Promise<void> {
  const { db, accountId, locationId, now, nextWireId } = place
  const { created, changed } = book
  await insertContacts(db, accountId, created)
  await updateContacts(
    db,
    accountId,
    changed.map(({ after }) => after),
  )
  const tags = new Set([...created, ...changed.map(({ after }) => after)].flatMap(contact => contact.tags))
  await rememberTags({ db, context: { accountId, now, nextWireId } }, [...tags])
  await place.publishAll([
    ...created.map(contact => contactCreated(contact, locationId)),
    ...changed.flatMap(({ before, after }) => contactChanges(before, after, locationId)),
  ])
}
