import type { Sql } from '../../lib/database.ts'
import { requireUsers } from '../account-users.ts'
import { readInstant } from '../instant.ts'
import type { OperationContext, OperationInput, WireEvent } from '../operation.ts'
import { notFound, refuse } from '../wire-error.ts'
import { isWireId } from '../wire-id.ts'
import { withoutAbsent } from '../wire-json.ts'
import { transact, type Work } from '../work.ts'
import { lockContact, requireContact } from './find-contact.ts'
import type { TaskBody } from './record-schema.ts'
import { deleteTask, findTask, insertTask, listTasks, type Task, updateTask } from './task-store.ts'

/** Lists a contact's tasks. */
export async function runListTasks(context: OperationContext, { params }: OperationInput): Promise<object> {
  return await context.read(async db => {
    const contact = await requireContact(db, context, params.contactId)
    const tasks = await listTasks(db, context.accountId, contact.id)
    return { tasks: tasks.map(presentTask) }
  })
}

/** Reads one task of a contact. */
export async function runGetTask(context: OperationContext, { params }: OperationInput): Promise<object> {
  return await context.read(async db => {
    await requireContact(db, context, params.contactId)
    return { task: presentTask(await requireTask(db, context, params)) }
  })
}

/** Sets a task. */
export async function runCreateTask(context: OperationContext, { params, body }: OperationInput): Promise<object> {
  return await transact(context, async work => {
    const contact = await lockContact(work, params.contactId)
    const { now } = context
    const blank = { title: '', body: null, assignedTo: null, dueDate: now, isCompleted: false }
    const task = taskWith(
      { ...blank, id: context.nextWireId(), contactId: contact.id, createdAt: now, updatedAt: now },
      body,
    )
    await requireUsers(work, 'assignedTo', [task.assignedTo])
    await insertTask(work.db, context.accountId, task)
    await work.publish(taskEvent('TaskCreate', task, context.locationId))
    return { task: presentTask(task) }
  })
}

/** Changes the given parts of a task; `/completed` is the same with one part. Only its completion has an event. */
export async function runUpdateTask(context: OperationContext, { params, body }: OperationInput): Promise<object> {
  return await withTask(context, params, async (work, before) => {
    const task = taskWith({ ...before, updatedAt: context.now }, body)
    await requireUsers(work, 'assignedTo', [body.assignedTo])
    await updateTask(work.db, context.accountId, task)
    const isCompletedNow = task.isCompleted && !before.isCompleted
    if (isCompletedNow) await work.publish(taskEvent('TaskComplete', task, context.locationId))
    return { task: presentTask(task) }
  })
}

/** Deletes a task. */
export async function runDeleteTask(context: OperationContext, { params }: OperationInput): Promise<object> {
  return await withTask(context, params, async (work, task) => {
    await deleteTask(work.db, context.accountId, task.id)
    await work.publish(taskEvent('TaskDelete', task, context.locationId))
    return { succeded: true }
  })
}

interface TaskPath {
  contactId: string
  taskId: string
}

/** Works on a task while its contact is locked, so that of two completions only one is the first. */
async function withTask(
  context: OperationContext,
  path: TaskPath,
  change: (work: Work, task: Task) => Promise<object>,
): Promise<object> {
  return await transact(context, async work => {
    await lockContact(work, path.contactId)
    return await change(work, await requireTask(work.db, context, path))
  })
}

async function requireTask(db: Sql, context: OperationContext, path: TaskPath): Promise<Task> {
  const { contactId, taskId: id } = path
  const task = isWireId(id) ? await findTask(db, { accountId: context.accountId, contactId, id }) : undefined
  if (task === undefined) throw notFound('Task', id)
  return task
}

function taskWith(task: Task, { title, body, assignedTo, dueDate, completed }: TaskBody): Task {
  return {
    ...task,
    title: title ?? task.title,
    body: body ?? task.body,
    assignedTo: assignedTo ?? task.assignedTo,
    dueDate: dueDate === undefined ? task.dueDate : readDueDate(dueDate),
    isCompleted: completed ?? task.isCompleted,
  }
}

function readDueDate(text: string): Date {
  const dueDate = readInstant(text)
  if (dueDate === undefined) throw refuse('dueDate', 'must be an ISO 8601 date such as 2026-10-25T11:00:00Z')
  return dueDate
}

function presentTask(task: Task): Record<string, unknown> {
  const { id, title, body, assignedTo, dueDate, isCompleted, contactId } = task
  const due = dueDate.toISOString()
  return withoutAbsent({ id, title, body, assignedTo, dueDate: due, completed: isCompleted, contactId })
}

/** What the world is told of a task. */
export function taskEvent(type: string, task: Task, locationId: string): WireEvent {
  const { id, assignedTo, body, contactId, title, dueDate, createdAt } = task
  const dates = { dateAdded: createdAt.toISOString(), dueDate: dueDate.toISOString() }
  return { type, body: withoutAbsent({ type, locationId, id, assignedTo, body, contactId, title, ...dates }) }
}
