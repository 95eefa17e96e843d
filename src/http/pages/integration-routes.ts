import { listScopes } from '../../actions/accounts.ts'
import { listClients } from '../../actions/clients.ts'
import { createIntegration, editIntegration, getIntegration } from '../../actions/integrations.ts'
import type { Integration } from '../../domain/integration.ts'
import { Problem } from '../../domain/problem.ts'
import type { Answer, PageRoute } from './answer.ts'
import { EMPTY_FORM, type FormState } from './controls.ts'
import { doneWords } from './done-words.ts'
import { addedWords, differenceWords } from './edit-words.ts'
import { type Form, formOf } from './form.ts'
import { faultsOf } from './form-faults.ts'
import { createPage, editPage } from './integration-form-page.ts'
import { integrationPage } from './integration-page.ts'
import { newOnce, showTokenOnce } from './once.ts'
import type { PageServices } from './page-services.ts'
import { integrationPath } from './paths.ts'
import { can, requirePermission, type Visit, withVisit } from './visit.ts'

const LABELS = { name: 'Name', description: 'Description', scopes: 'Permissions' }

/** The pages that make, show and change one integration. The list is the console's (src/http/console/). */
export function integrationRoutes(services: PageServices): PageRoute[] {
  const list = '/accounts/:accountId/private-integrations'
  const one = `${list}/:integrationId`
  const view = { isPublic: false, permission: 'privateIntegrations.view' } as const
  const create = { isPublic: false, permission: 'privateIntegrations.create' } as const
  const edit = { isPublic: false, permission: 'privateIntegrations.edit' } as const
  return [
    { method: 'GET', path: `${list}/new`, ...create, handle: withVisit(services, showCreate) },
    { method: 'POST', path: list, ...create, handle: withVisit(services, postCreate) },
    { method: 'GET', path: one, ...view, handle: withVisit(services, showOne) },
    { method: 'GET', path: `${one}/edit`, ...edit, handle: withVisit(services, showEdit) },
    { method: 'POST', path: `${one}/edit`, ...edit, handle: withVisit(services, postEdit) },
  ]
}

async function showCreate(visit: Visit): Promise<Answer> {
  requirePermission(visit, 'privateIntegrations.create')
  return createForm(visit, new Set(), EMPTY_FORM)
}

async function postCreate(visit: Visit): Promise<Answer> {
  const form = formOf(visit.request)
  const { accountId, actor } = visit
  const draft = { ...draftOf(form), allowedIps: [], limits: {} }
  try {
    return await showTokenOnce(visit, deps => createIntegration(deps, actor, { accountId, draft }))
  } catch (error) {
    const answer = await createForm(visit, new Set(draft.scopes), stateAfter(form, error))
    return { ...answer, status: 422 }
  }
}

async function createForm(visit: Visit, chosen: ReadonlySet<string>, state: FormState) {
  const { accountId, shell } = visit
  const scopes = await listScopes(visit.deps, visit.actor, visit)
  return { html: createPage({ shell, accountId, scopes, chosen, state, once: newOnce() }) }
}

async function showOne(visit: Visit): Promise<Answer> {
  const { deps, actor, shell, sense, request } = visit
  // The clients first: reading them writes down the last calls, which the view then tells of.
  const clients = await listClients(deps, actor, visit)
  const view = await getIntegration(deps, actor, visit)
  const scopes = await listScopes(deps, actor, visit)
  const may = {
    rotate: can(visit, 'privateIntegrations.rotate'),
    edit: can(visit, 'privateIntegrations.edit'),
    delete: can(visit, 'privateIntegrations.delete'),
  }
  return { html: integrationPage({ shell, sense, view, clients, scopes, may, message: doneWords(request) }) }
}

/** `?add=` comes with the reply to a call that lacked a scope: the page then has it ticked. */
async function showEdit(visit: Visit): Promise<Answer> {
  requirePermission(visit, 'privateIntegrations.edit')
  const { integration } = await getIntegration(visit.deps, visit.actor, visit)
  const scopes = await listScopes(visit.deps, visit.actor, visit)
  const asked = new URL(visit.request.url, 'http://here.invalid').searchParams.getAll('add')
  const added = scopes.filter(({ scope }) => asked.includes(scope) && !integration.scopes.includes(scope))
  const chosen = new Set([...integration.scopes, ...added.map(({ scope }) => scope)])
  const { name, description } = integration
  const state = { values: { name, description }, faults: {} }
  return { html: editPage({ shell: visit.shell, integration, scopes, chosen, state, above: addedWords(added) }) }
}

async function postEdit(visit: Visit): Promise<Answer> {
  const form = formOf(visit.request)
  const version = Number(form.text('version'))
  const ifVersion = Number.isSafeInteger(version) ? version : 0
  try {
    const { integration } = await editIntegration(visit.deps, visit.actor, {
      ...idsOf(visit),
      change: draftOf(form),
      ifVersion,
    })
    return { redirectTo: `${integrationPath(integration)}?done=saved` }
  } catch (error) {
    return editAgain(visit, form, error)
  }
}

async function editAgain(visit: Visit, form: Form, error: unknown): Promise<Answer> {
  const isStale = error instanceof Problem && error.code === 'version_stale'
  const state = isStale ? { values: form.pick(['name', 'description']), faults: {} } : stateAfter(form, error)
  const { integration } = await getIntegration(visit.deps, visit.actor, visit)
  const scopes = await listScopes(visit.deps, visit.actor, visit)
  const typed = draftOf(form)
  const above = isStale ? differenceWords(integration, typed, scopes) : undefined
  const chosen = new Set(typed.scopes)
  return {
    html: editPage({ shell: visit.shell, integration, scopes, chosen, state, above }),
    status: isStale ? 409 : 422,
  }
}

function draftOf(form: Form): Pick<Integration, 'name' | 'description' | 'scopes'> {
  return { name: form.text('name'), description: form.text('description'), scopes: form.all('scopes') }
}

/** The form as it was sent, with what was wrong. Rethrows what is no fault of the form. */
function stateAfter(form: Form, error: unknown): FormState {
  const values = form.pick(['name', 'description'])
  if (error instanceof Problem && error.code === 'idempotency_key_reused') {
    const notice = 'This form has created an integration already. Press the button again to create another one.'
    return { values, faults: {}, notice }
  }
  return { values, faults: faultsOf(error, LABELS) }
}

function idsOf({ accountId, integrationId }: Visit): { accountId: string; integrationId: string } {
  return { accountId, integrationId }
}
