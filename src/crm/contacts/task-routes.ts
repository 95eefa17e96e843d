import type { Operation } from '../operation.ts'
import { CreateTaskBody, TaskCompletedBody, UpdateTaskBody } from './record-schema.ts'
import { ContactParams, TaskParams } from './schema.ts'
import { runCreateTask, runDeleteTask, runGetTask, runListTasks, runUpdateTask } from './tasks.ts'

const READ = { module: 'contacts', scope: 'contacts.readonly', status: 200, locationFrom: 'token' } as const
const WRITE = { module: 'contacts', scope: 'contacts.write', locationFrom: 'token' } as const

/** The tasks of a contact. */
export const taskOperations: Operation[] = [
  {
    ...READ,
    id: 'get-all-tasks',
    method: 'GET',
    path: '/contacts/:contactId/tasks',
    params: ContactParams,
    run: runListTasks,
  },
  {
    ...WRITE,
    id: 'create-task',
    method: 'POST',
    path: '/contacts/:contactId/tasks',
    status: 201,
    params: ContactParams,
    body: CreateTaskBody,
    run: runCreateTask,
  },
  {
    ...READ,
    id: 'get-task',
    method: 'GET',
    path: '/contacts/:contactId/tasks/:taskId',
    params: TaskParams,
    run: runGetTask,
  },
  {
    ...WRITE,
    id: 'update-task',
    method: 'PUT',
    path: '/contacts/:contactId/tasks/:taskId',
    status: 200,
    params: TaskParams,
    body: UpdateTaskBody,
    run: runUpdateTask,
  },
  {
    ...WRITE,
    id: 'delete-task',
    method: 'DELETE',
    path: '/contacts/:contactId/tasks/:taskId',
    status: 200,
    params: TaskParams,
    run: runDeleteTask,
  },
  {
    ...WRITE,
    id: 'update-task-completed',
    method: 'PUT',
    path: '/contacts/:contactId/tasks/:taskId/completed',
    status: 200,
    params: TaskParams,
    body: TaskCompletedBody,
    run: runUpdateTask,
  },
]
