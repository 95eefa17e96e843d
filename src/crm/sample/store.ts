import { randomBytes } from 'node:crypto'
import type { Kysely } from 'kysely'
import type { Sql } from '../../lib/database.ts'

/** Where the sample goes, when it is made, and whom it mentions. */
export interface SampleTarget {
  db: Sql
  accountId: string
  now: Date
  nextWireId(): string
  /** Users that contacts and tasks are assigned to; may be empty. */
  userWireIds: readonly string[]
}

const DAY_MS = 86_400_000

/** So many days before now (after, when negative). */
export function daysAgo(target: SampleTarget, days: number): Date {
  return new Date(target.now.getTime() - days * DAY_MS)
}

/** The items of a list in turn, again and again; undefined when there are none. */
export function inTurn<T>(list: readonly T[], index: number): T | undefined {
  return list[index % list.length]
}

interface Tables {
  accounts: { id: string; profile: unknown }
  crm_businesses: { account_id: string; id: string; name: string; city: string; website: string } & Times
  crm_contact_notes: {
    account_id: string
    id: string
    contact_id: string
    user_id: string | null
    body: string
  } & Times
  crm_tasks: {
    account_id: string
    id: string
    contact_id: string
    title: string
    body: string
    assigned_to: string | null
    due_date: Date
    completed: boolean
  } & Times
}
interface Times {
  created_at: Date
  updated_at: Date
}

const on = (db: Sql): Kysely<Tables> => db

export async function updateProfile({ db, accountId }: SampleTarget, profile: object): Promise<void> {
  await on(db)
    .updateTable('accounts')
    .set({ profile: JSON.stringify(profile) })
    .where('id', '=', accountId)
    .execute()
}

/** Makes a business and gives its id, which has 24 hexadecimal digits unlike the other ids. */
export async function insertBusiness(
  target: SampleTarget,
  business: { name: string; city: string; website: string },
): Promise<string> {
  const id = randomBytes(12).toString('hex')
  const at = daysAgo(target, 320)
  await on(target.db)
    .insertInto('crm_businesses')
    .values({ account_id: target.accountId, id, ...business, created_at: at, updated_at: at })
    .execute()
  return id
}

export interface SampleNote {
  contactId: string
  userId: string | undefined
  body: string
  at: Date
}

export async function insertNote(target: SampleTarget, note: SampleNote): Promise<void> {
  await on(target.db)
    .insertInto('crm_contact_notes')
    .values({
      account_id: target.accountId,
      id: target.nextWireId(),
      contact_id: note.contactId,
      user_id: note.userId ?? null,
      body: note.body,
      created_at: note.at,
      updated_at: note.at,
    })
    .execute()
}

export interface SampleTask {
  contactId: string
  assignedTo: string | undefined
  title: string
  body: string
  dueAt: Date
  isCompleted: boolean
  at: Date
}

export async function insertTask(target: SampleTarget, task: SampleTask): Promise<void> {
  await on(target.db)
    .insertInto('crm_tasks')
    .values({
      account_id: target.accountId,
      id: target.nextWireId(),
      contact_id: task.contactId,
      title: task.title,
      body: task.body,
      assigned_to: task.assignedTo ?? null,
      due_date: task.dueAt,
      completed: task.isCompleted,
      created_at: task.at,
      updated_at: task.at,
    })
    .execute()
}
