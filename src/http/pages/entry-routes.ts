import type { FastifyReply, FastifyRequest } from 'fastify'
import { listAccountsOf } from '../../actions/accounts.ts'
import { signOut } from '../../actions/sessions.ts'
import { isSetUp } from '../../actions/setup.ts'
import { authenticateSession } from '../authenticate.ts'
import { readCookie } from '../cookie.ts'
import { clearSessionCookie, readSessionCookie } from '../session-cookie.ts'
import { type Answer, type PageRoute, themeOf } from './answer.ts'
import { messagePage } from './message-page.ts'
import type { PageServices } from './page-services.ts'
import { integrationsPath } from './paths.ts'

/** The account that was open last in this browser; written by the console. It names a place and opens nothing. */
const ACCOUNT_COOKIE = 'pit_account'

/** Home, and the way out for pages that are not the console's. */
export function entryRoutes(services: PageServices): PageRoute[] {
  return [
    { method: 'GET', path: '/', isPublic: true, handle: request => home(services, request) },
    { method: 'POST', path: '/sign-out', isPublic: true, handle: (...at) => postSignOut(services, ...at) },
  ]
}

async function home(services: PageServices, request: FastifyRequest): Promise<Answer> {
  const caller = await authenticateSession(request, services)
  if (caller === undefined) {
    if (await isSetUp(services.deps)) return { redirectTo: '/sign-in' }
    const body = 'This server has no admin yet. Open the one-time link that it printed when it started.'
    return { html: messagePage(themeOf(request), { title: 'Almost there', body }) }
  }
  const accounts = await listAccountsOf(services.deps, caller.actor)
  const last = accounts.find(({ account }) => account.id === readCookie(request, ACCOUNT_COOKIE))
  if (last !== undefined) return { redirectTo: integrationsPath(last.account.id) }
  const visible = accounts.filter(({ permissions }) => permissions.includes('privateIntegrations.view'))
  // A location's token opens contacts and all the rest; an agency's very little. So a location comes first.
  const best = visible.find(({ account }) => account.kind === 'location') ?? visible[0] ?? accounts[0]
  if (best !== undefined) return { redirectTo: integrationsPath(best.account.id) }
  const body = 'You are not a member of any account. Ask an admin to add you.'
  return { html: messagePage(themeOf(request), { title: 'No account yet', body }) }
}

async function postSignOut(services: PageServices, request: FastifyRequest, reply: FastifyReply): Promise<Answer> {
  const secret = readSessionCookie(request, services.publicUrl)
  if (secret !== undefined) await signOut(services.deps, secret)
  clearSessionCookie(reply, services.publicUrl)
  return { redirectTo: '/sign-in?why=signed-out' }
}
