import type { Kysely } from 'kysely'
import type { Sql } from '../../lib/database.ts'

/** A task of any contact of the account, with the names that a list shows beside it. */
export interface FoundTask {
  id: string
  contactId: string
  title: string
  body: string | null
  assignedTo: string | null
  dueDate: Date
  isCompleted: boolean
  createdAt: Date
  updatedAt: Date
  contactFirstName: string | null
  contactLastName: string | null
}

interface Tables {
  crm_tasks: {
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
  crm_contacts: {
    account_id: string
    id: string
    first_name: string | null
    last_name: string | null
    business_id: string | null
  }
}

export interface TaskSearch {
  contactIds?: string[] | undefined
  assignedTo?: string[] | undefined
  isCompleted?: boolean | undefined
  /** Part of the title or the body. */
  text?: string | undefined
  businessId?: string | undefined
  after?: { createdAt: Date; id: string } | undefined
  limit: number
  skip: number
}

const on = (db: Sql): Kysely<Tables> => db

/** Newest first. */
export async function searchTasks(db: Sql, accountId: string, search: TaskSearch): Promise<FoundTask[]> {
  let query = on(db)
    .selectFrom('crm_tasks as task')
    .innerJoin('crm_contacts as contact', join =>
      join.onRef('contact.account_id', '=', 'task.account_id').onRef('contact.id', '=', 'task.contact_id'),
    )
    .where('task.account_id', '=', accountId)
  const { contactIds, assignedTo, isCompleted, text, businessId, after } = search
  if (contactIds !== undefined) query = query.where('task.contact_id', 'in', anyOf(contactIds))
  if (assignedTo !== undefined) query = query.where('task.assigned_to', 'in', anyOf(assignedTo))
  if (isCompleted !== undefined) query = query.where('task.completed', '=', isCompleted)
  if (businessId !== undefined) query = query.where('contact.business_id', '=', businessId)
  if (text !== undefined) {
    const pattern = `%${text.replaceAll(/[\\%_]/g, String.raw`\$&`)}%`
    query = query.where(eb => eb.or([eb('task.title', 'ilike', pattern), eb('task.body', 'ilike', pattern)]))
  }
  if (after !== undefined) {
    query = query.where(eb => eb(eb.refTuple('task.created_at', 'task.id'), '<', eb.tuple(after.createdAt, after.id)))
  }
  return await query
    .select([
      'task.id',
      'task.contact_id as contactId',
      'task.title',
      'task.body',
      'task.assigned_to as assignedTo',
      'task.due_date as dueDate',
      'task.completed as isCompleted',
      'task.created_at as createdAt',
      'task.updated_at as updatedAt',
      'contact.first_name as contactFirstName',
      'contact.last_name as contactLastName',
    ])
    .orderBy('task.created_at', 'desc')
    .orderBy('task.id', 'desc')
    .limit(search.limit)
    .offset(search.skip)
    .execute()
}

/** An empty list means nothing, but SQL has no empty `in ()`. */
function anyOf(ids: string[]): string[] {
  return ids.length > 0 ? ids : ['']
}
