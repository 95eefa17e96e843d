import type { ImportCounts, ImportFault, OnDuplicate } from '../../../domain/contact-import.ts'
import { NO_COUNTS } from '../../../domain/contact-import.ts'
import { applyBody, isChanged } from '../changes.ts'
import { blankContact, type Contact } from '../contact.ts'
import { faultAt, type ReadRow, type RowRules } from './rows.ts'

/** A contact that rows of this batch meet: as it is stored, and as it will be. */
interface Entry {
  before: Contact | undefined
  after: Contact
}

/** What rows are held against. */
export interface BookRules extends RowRules {
  onDuplicate: OnDuplicate
  isDuplicateAllowed: boolean
  now: Date
  nextWireId(): string
}

/** Which of its column does a row's duplicate share? */
type Shared = 'email' | 'phone'

/**
 * What the rows of one batch make of the account's contacts, in memory: each row meets what the rows before it have made,
 * as if they had come one by one.
 */
export class Book {
  readonly counts: ImportCounts = { ...NO_COUNTS }
  readonly faults: ImportFault[] = []
  readonly #entries: Entry[] = []
  readonly #byEmail = new Map<string, Entry>()
  readonly #byPhone = new Map<string, Entry>()
  readonly #rules: BookRules

  /** `known` are the contacts that share an e-mail or phone with a row, the oldest first. */
  constructor(rules: BookRules, known: readonly Contact[]) {
    this.#rules = rules
    for (const contact of known) this.#remember({ before: contact, after: contact })
  }

  /** Contacts that no row before this batch has made. */
  get created(): Contact[] {
    return this.#entries.filter(({ before }) => before === undefined).map(({ after }) => after)
  }

  /** Contacts that differ from what is stored. */
  get changed(): { before: Contact; after: Contact }[] {
    return this.#entries.flatMap(({ before, after }) =>
      before !== undefined && isChanged(before, after) ? [{ before, after }] : [],
    )
  }

  take(row: ReadRow): void {
    this.counts[this.#take(row)]++
  }

  #take(row: ReadRow): keyof ImportCounts {
    if (row.faults.length > 0) {
      this.faults.push(...row.faults)
      return 'failed'
    }
    if (row.isEmpty) return 'skipped'
    const match = this.#match(row)
    if (match === undefined) return this.#create(row)
    if (this.#rules.onDuplicate === 'skip') return 'skipped'
    if (this.#rules.onDuplicate === 'update') return this.#update(row, match)
    this.faults.push(this.#duplicate(row, match))
    return 'failed'
  }

  /** The contact that has the row's e-mail, else its phone: as an upsert finds it. */
  #match({ body }: ReadRow): { entry: Entry; shared: Shared } | undefined {
    const byEmail = body.email ? this.#byEmail.get(body.email.toLowerCase()) : undefined
    if (byEmail !== undefined) return { entry: byEmail, shared: 'email' }
    const byPhone = body.phone ? this.#byPhone.get(body.phone) : undefined
    return byPhone && { entry: byPhone, shared: 'phone' }
  }

  #create(row: ReadRow): 'created' {
    const { now, nextWireId } = this.#rules
    this.#remember({ before: undefined, after: this.#apply(blankContact(nextWireId(), now), row) })
    return 'created'
  }

  #update(row: ReadRow, { entry, shared }: { entry: Entry; shared: Shared }): 'updated' | 'skipped' {
    const after = this.#apply(entry.after, row)
    if (!isChanged(entry.after, after)) return 'skipped'
    const other = after.phone === null ? undefined : this.#byPhone.get(after.phone)
    const isTaken = shared === 'email' && other !== undefined && other !== entry && !this.#rules.isDuplicateAllowed
    entry.after = { ...after, updatedAt: this.#rules.now, ...(isTaken ? { phone: entry.after.phone } : {}) }
    this.#index(entry)
    return 'updated'
  }

  #apply(contact: Contact, { body, customValues }: ReadRow): Contact {
    // Tags of a file are added to those that a contact has: nobody's list is whole.
    const tags = body.tags && [...new Set([...contact.tags, ...body.tags])]
    return applyBody(contact, { ...body, ...(tags && { tags }) }, { country: this.#rules.country, customValues })
  }

  #duplicate(row: ReadRow, { entry, shared }: { entry: Entry; shared: Shared }): ImportFault {
    const place = this.#rules.columns.findIndex(({ field }) => field === shared)
    const column = this.#rules.columns[place]?.header ?? shared
    const owner = entry.before === undefined ? 'a row above it' : `the contact ${entry.after.id}`
    const at = { row: row.number, place, column, value: row.body[shared] ?? '' }
    return faultAt(at, `belongs to ${owner}: give another, or import with onDuplicate=update`)
  }

  #remember(entry: Entry): void {
    this.#entries.push(entry)
    this.#index(entry)
  }

  /** Who came first is found first. */
  #index(entry: Entry): void {
    const email = entry.after.email?.toLowerCase()
    if (email !== undefined && !this.#byEmail.has(email)) this.#byEmail.set(email, entry)
    const { phone } = entry.after
    if (phone !== null && !this.#byPhone.has(phone)) this.#byPhone.set(phone, entry)
  }
}
