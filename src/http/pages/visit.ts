import type { FastifyReply, FastifyRequest } from 'fastify'
import { type AccountAccess, listAccountsOf } from '../../actions/accounts.ts'
import type { Deps } from '../../actions/deps.ts'
import type { Actor } from '../../domain/actor.ts'
import { PERMISSIONS, type Permission } from '../../domain/permission.ts'
import { Problem } from '../../domain/problem.ts'
import { authenticateSession } from '../authenticate.ts'
import { type Answer, themeOf } from './answer.ts'
import { checkSeal, sealFor } from './form-seal.ts'
import type { Shell } from './layout.ts'
import type { PageServices } from './page-services.ts'
import { integrationPath, integrationsPath } from './paths.ts'
import type { SnippetContext } from './snippets.ts'
import type { TimeSense } from './time-words.ts'

/** A signed-in person on a page of one of their accounts. */
export interface Visit {
  request: FastifyRequest
  deps: Deps
  actor: Actor & { kind: 'user' }
  access: AccountAccess
  accountId: string
  /** Of the address; empty on pages about all integrations. */
  integrationId: string
  shell: Shell
  sense: TimeSense
  snippets: SnippetContext
}

/** Ids have one shape; anything else names nothing, and is not worth a query. */
const ACCOUNT_ID = /^acc_[0-9A-Za-z]{20}$/
const INTEGRATION_ID = /^int_[0-9A-Za-z]{20}$/

/** Wraps a handler of an account's page: who is not signed in goes to sign in, strangers find nothing. */
export function withVisit(services: PageServices, handle: (visit: Visit) => Promise<Answer>) {
  return async (request: FastifyRequest, reply: FastifyReply): Promise<Answer> => {
    const caller = await authenticateSession(request, services)
    if (caller === undefined) return { redirectTo: signInPath(request) }
    if (request.method === 'POST') checkSeal(request, services)
    const { accountId, integrationId } = idsOf(request)
    const accounts = await listAccountsOf(services.deps, caller.actor)
    const access = accounts.find(({ account }) => account.id === accountId)
    if (access === undefined || integrationId === undefined) throw new Problem('route_not_found')
    const { account } = access
    return handle({
      ...{ request, deps: services.deps, actor: caller.actor, access, accountId: account.id, integrationId },
      shell: shellOf(request, { accounts, accountId, user: caller.actor, formSeal: sealFor(request, reply, services) }),
      sense: { now: services.deps.clock.now(), timezone: account.timezone },
      snippets: { publicUrl: services.publicUrl.origin, account },
    })
  }
}

/** Refuses a page whose button the person could not press, before they fill in its form. */
export function requirePermission(visit: Visit, permission: Permission): void {
  if (can(visit, permission)) return
  const { label } = PERMISSIONS[permission]
  throw new Problem('permission_missing', { detail: `Ask an admin of the account for “${label}”.` })
}

/** What of a page to show. */
export function can(visit: Visit, permission: Permission): boolean {
  return visit.access.permissions.includes(permission)
}

/** The page to come back to after signing in: a form that was sent is not sent again. */
function signInPath(request: FastifyRequest): string {
  const { accountId, integrationId } = request.params as { accountId: string; integrationId?: string }
  const formPage =
    integrationId === undefined ? integrationsPath(accountId) : integrationPath({ accountId, id: integrationId })
  const next = request.method === 'POST' ? formPage : request.url
  return `/sign-in?${new URLSearchParams({ ...(request.method === 'POST' ? { why: 'session-over' } : {}), next })}`
}

function idsOf(request: FastifyRequest): { accountId?: string; integrationId?: string } {
  const { accountId, integrationId = '' } = request.params as { accountId: string; integrationId?: string }
  const isIntegrationNamed = integrationId === '' || INTEGRATION_ID.test(integrationId)
  return {
    ...(ACCOUNT_ID.test(accountId) ? { accountId } : {}),
    ...(isIntegrationNamed ? { integrationId } : {}),
  }
}

function shellOf(
  request: FastifyRequest,
  facts: { accounts: AccountAccess[]; accountId: string | undefined; user: Shell['user']; formSeal: string },
): Shell {
  return {
    theme: themeOf(request),
    formSeal: facts.formSeal,
    user: { name: facts.user.name, email: facts.user.email },
    path: request.method === 'GET' ? request.url : integrationsPath(facts.accountId ?? ''),
    accounts: facts.accounts.map(({ account }) => ({
      name: account.kind === 'agency' ? `${account.name} (agency)` : account.name,
      href: integrationsPath(account.id),
      isCurrent: account.id === facts.accountId,
    })),
  }
}
