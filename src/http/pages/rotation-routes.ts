import { listClients } from '../../actions/clients.ts'
import { deleteIntegration, disableIntegration, enableIntegration } from '../../actions/integration-switches.ts'
import { getIntegration } from '../../actions/integrations.ts'
import { cancelRotation, expireTokenNow, extendOverlap, reissueToken, rotateToken } from '../../actions/rotations.ts'
import type { Permission } from '../../domain/permission.ts'
import { Problem } from '../../domain/problem.ts'
import type { Rotation } from '../../domain/rotation.ts'
import type { Answer, PageRoute } from './answer.ts'
import { type Confirmation, confirmPage } from './confirm-page.ts'
import * as confirmations from './confirmations.ts'
import { EMPTY_FORM, type FormState } from './controls.ts'
import type { Done } from './done-words.ts'
import { formOf } from './form.ts'
import { newOnce, showTokenOnce } from './once.ts'
import type { PageServices } from './page-services.ts'
import { integrationPath, integrationsPath } from './paths.ts'
import { rotatePage } from './rotate-page.ts'
import { requirePermission, type Visit, withVisit } from './visit.ts'

/** A task on a page of its own: what the page says, and what its button does. */
interface Task {
  page: string
  permission: Permission
  confirmation: (facts: confirmations.ConfirmationFacts) => Confirmation
  run(visit: Visit): Promise<Answer>
}

const ROTATE = 'privateIntegrations.rotate'
const EDIT = 'privateIntegrations.edit'

const TASKS: readonly Task[] = [
  {
    page: 'cancel-rotation',
    permission: ROTATE,
    confirmation: whenRotating(confirmations.cancelRotationConfirmation),
    run: cancel,
  },
  {
    page: 'expire-now',
    permission: ROTATE,
    confirmation: whenRotating(confirmations.expireNowConfirmation),
    run: expireNow,
  },
  {
    page: 'extend-overlap',
    permission: ROTATE,
    confirmation: whenRotating(confirmations.extendOverlapConfirmation),
    run: extend,
  },
  { page: 'reissue', permission: ROTATE, confirmation: whenRotating(confirmations.reissueConfirmation), run: reissue },
  { page: 'disable', permission: EDIT, confirmation: confirmations.disableConfirmation, run: disable },
  {
    page: 'delete',
    permission: 'privateIntegrations.delete',
    confirmation: confirmations.deleteConfirmation,
    run: remove,
  },
]

/** What can be done to a token and to an integration as a whole. */
export function rotationRoutes(services: PageServices): PageRoute[] {
  const one = '/accounts/:accountId/private-integrations/:integrationId'
  const rotation = { isPublic: false, permission: ROTATE, path: `${one}/rotate` } as const
  const tasks = TASKS.flatMap((task): PageRoute[] => {
    const row = { path: `${one}/${task.page}`, isPublic: false, permission: task.permission }
    return [
      { method: 'GET', ...row, handle: withVisit(services, visit => showTask(visit, task, EMPTY_FORM)) },
      { method: 'POST', ...row, handle: withVisit(services, visit => runTask(visit, task)) },
    ]
  })
  return [
    { method: 'GET', ...rotation, handle: withVisit(services, visit => showRotate(visit, EMPTY_FORM)) },
    { method: 'POST', ...rotation, handle: withVisit(services, postRotate) },
    { method: 'POST', isPublic: false, permission: EDIT, path: `${one}/enable`, handle: withVisit(services, enable) },
    ...tasks,
  ]
}

async function showRotate(visit: Visit, state: FormState): Promise<Answer> {
  requirePermission(visit, ROTATE)
  const { deps, actor, shell, sense } = visit
  const clients = await listClients(deps, actor, visit)
  const view = await getIntegration(deps, actor, visit)
  return { html: rotatePage({ shell, sense, view, clients, once: newOnce(), state }) }
}

async function postRotate(visit: Visit): Promise<Answer> {
  const form = formOf(visit.request)
  const old = form.text('old') === 'expireNow' ? 'expireNow' : 'expireLater'
  const overlapHours = Number(form.text('overlapHours'))
  const input = { ...idsOf(visit), old, ...(old === 'expireLater' ? { overlapHours } : {}) } as const
  const about = 'Every earlier token has stopped working.'
  try {
    return await showTokenOnce(
      visit,
      deps => rotateToken(deps, visit.actor, input),
      view => (view.rotation.state === 'rotating' ? 'The old token goes on working until its deadline.' : about),
    )
  } catch (error) {
    const state = { values: form.pick(['old', 'overlapHours']), faults: {}, notice: noticeOf(error) }
    return { ...(await showRotate(visit, state)), status: 422 }
  }
}

/** A second use of a form that has rotated, and a number out of bounds, are said on the form itself. */
function noticeOf(error: unknown): string {
  if (error instanceof Problem && error.code === 'idempotency_key_reused') {
    return 'This form has rotated the token already. Press the button again to rotate once more.'
  }
  if (error instanceof Problem && error.code === 'input_invalid') return error.message
  throw error
}

async function showTask(visit: Visit, task: Task, state: FormState): Promise<Answer> {
  requirePermission(visit, task.permission)
  const { deps, actor, shell, sense } = visit
  const clients = await listClients(deps, actor, visit)
  const view = await getIntegration(deps, actor, visit)
  const confirmation = task.confirmation({ view, clients, sense, state, once: newOnce() })
  return { html: confirmPage({ shell, integration: view.integration, confirmation, state }) }
}

async function runTask(visit: Visit, task: Task): Promise<Answer> {
  try {
    return await task.run(visit)
  } catch (error) {
    const state = stateAfter(visit, error)
    return { ...(await showTask(visit, task, state)), status: 422 }
  }
}

function stateAfter(visit: Visit, error: unknown): FormState {
  const values = formOf(visit.request).pick(['name'])
  if (!(error instanceof Problem)) throw error
  if (error.code === 'rotation_new_token_used')
    return { values, faults: {}, notice: 'Confirm that the new token may stop.' }
  const [fault] = error.fields ?? []
  if (error.code !== 'input_invalid' || fault === undefined) throw error
  return fault.field === 'name'
    ? { values, faults: { name: fault.message } }
    : { values, faults: {}, notice: error.message }
}

async function cancel(visit: Visit): Promise<Answer> {
  const isConfirmed = formOf(visit.request).text('confirm') === 'yes'
  await cancelRotation(visit.deps, visit.actor, { ...idsOf(visit), isConfirmed })
  return done(visit, 'rotation-cancelled')
}

async function expireNow(visit: Visit): Promise<Answer> {
  await expireTokenNow(visit.deps, visit.actor, visit)
  return done(visit, 'old-token-expired')
}

async function extend(visit: Visit): Promise<Answer> {
  const until = new Date(formOf(visit.request).text('until'))
  if (Number.isNaN(until.getTime()))
    throw new Problem('input_invalid', {
      detail: 'Choose a new end.',
      fields: [{ field: 'until', message: 'must be a time' }],
    })
  await extendOverlap(visit.deps, visit.actor, { ...idsOf(visit), until })
  return done(visit, 'overlap-extended')
}

async function reissue(visit: Visit): Promise<Answer> {
  const about = () => 'The new token before this one has stopped working; the old one keeps its deadline.'
  return showTokenOnce(visit, deps => reissueToken(deps, visit.actor, idsOf(visit)), about)
}

async function disable(visit: Visit): Promise<Answer> {
  await disableIntegration(visit.deps, visit.actor, idsOf(visit))
  return done(visit, 'disabled')
}

async function enable(visit: Visit): Promise<Answer> {
  await enableIntegration(visit.deps, visit.actor, idsOf(visit))
  return done(visit, 'enabled')
}

/** The name is compared here: the action is also called by scripts, which name an id. */
async function remove(visit: Visit): Promise<Answer> {
  const { integration } = await getIntegration(visit.deps, visit.actor, visit)
  if (formOf(visit.request).text('name').trim() !== integration.name) {
    const fault = { field: 'name', message: 'Type the name exactly as it stands above.' }
    throw new Problem('input_invalid', { fields: [fault] })
  }
  await deleteIntegration(visit.deps, visit.actor, idsOf(visit))
  return { redirectTo: `${integrationsPath(visit.accountId)}?done=deleted` }
}

function done(visit: Visit, what: Done): Answer {
  return { redirectTo: `${integrationPath({ accountId: visit.accountId, id: visit.integrationId })}?done=${what}` }
}

function whenRotating(
  confirmation: (facts: confirmations.ConfirmationFacts, rotation: Rotation & { state: 'rotating' }) => Confirmation,
) {
  return (facts: confirmations.ConfirmationFacts): Confirmation => {
    const { rotation } = facts.view
    if (rotation.state === 'stable') throw new Problem('rotation_not_in_progress')
    return confirmation(facts, rotation)
  }
}

function idsOf({ accountId, integrationId }: Visit): { accountId: string; integrationId: string } {
  return { accountId, integrationId }
}
