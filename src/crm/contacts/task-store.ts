import type { Kysely } from 'kysely'
import type { Sql } from '../../lib/database.ts'

/** Something to be done about a contact. */
export interface Task {
  id: string
  contactId: string
  title: string
  body: string | null
  /** Wire id of a user. */
  assignedTo: string | null
  dueDate: Date
  isCompleted: boolean
  createdAt: Date
  updatedAt: Date
}

interface TaskTable {
  account_id: string
  id: string
  contact_id: string
  title: string
  body: string | null
  assigned_to: string | null
  due_date: Date
  completed: boolean
  created_at: Date
  updated_at: Date
}

const on = (db: Sql): Kysely<{ crm_tasks: TaskTable }> => db

const COLUMNS = [
  'id',
  'contact_id as contactId',
  'title',
  'body',
  'assigned_to as assignedTo',
  'due_date as dueDate',
  'completed as isCompleted',
  'created_at as createdAt',
  'updated_at as updatedAt',
] as const

/** More tasks than a reply should carry; the oldest are left out. */
const LISTED_MAX = 1000

/** Whose task: the account's, of that contact. */
export interface TaskKey {
  accountId: string
  contactId: string
  id: string
}

/** The tasks of a contact, newest first. */
export async function listTasks(db: Sql, accountId: string, contactId: string): Promise<Task[]> {
  return await on(db)
    .selectFrom('crm_tasks')
    .select(COLUMNS)
    .where('account_id', '=', accountId)
    .where('contact_id', '=', contactId)
    .orderBy('created_at', 'desc')
    .orderBy('id', 'desc')
    .limit(LISTED_MAX)
    .execute()
}

export async function findTask(db: Sql, key: TaskKey): Promise<Task | undefined> {
  return await on(db)
    .selectFrom('crm_tasks')
    .select(COLUMNS)
    .where('account_id', '=', key.accountId)
    .where('contact_id', '=', key.contactId)
    .where('id', '=', key.id)
    .executeTakeFirst()
}

export async function insertTask(db: Sql, accountId: string, task: Task): Promise<void> {
  const { id, contactId, createdAt } = task
  await on(db)
    .insertInto('crm_tasks')
    .values({ account_id: accountId, id, contact_id: contactId, created_at: createdAt, ...columnsOf(task) })
    .execute()
}

export async function updateTask(db: Sql, accountId: string, task: Task): Promise<void> {
  await on(db)
    .updateTable('crm_tasks')
    .set(columnsOf(task))
    .where('account_id', '=', accountId)
    .where('id', '=', task.id)
    .execute()
}

export async function deleteTask(db: Sql, accountId: string, id: string): Promise<void> {
  await on(db).deleteFrom('crm_tasks').where('account_id', '=', accountId).where('id', '=', id).execute()
}

function columnsOf(task: Task) {
  const { title, body, assignedTo, dueDate, isCompleted, updatedAt } = task
  return { title, body, assigned_to: assignedTo, due_date: dueDate, completed: isCompleted, updated_at: updatedAt }
}
