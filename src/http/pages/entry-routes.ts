import type { FastifyReply, FastifyRequest } from 'fastify'
import { listAccountsOf } from '../../actions/accounts.ts'
import { signOut } from '../../actions/sessions.ts'
import { isSetUp } from '../../actions/setup.ts'
import { authenticateSession } from '../authenticate.ts'
import { clearCookie, setCookie } from '../cookie.ts'
import { clearSessionCookie, readSessionCookie } from '../session-cookie.ts'
import { type Answer, type PageRoute, THEME_COOKIE, themeOf } from './answer.ts'
import { formOf } from './form.ts'
import { THEMES } from './layout.ts'
import { messagePage } from './message-page.ts'
import { nextPath } from './next-path.ts'
import type { PageServices } from './page-services.ts'
import { integrationsPath } from './paths.ts'

const YEAR_MS = 365 * 86_400_000

/** Home, the way out, and the theme. */
export function entryRoutes(services: PageServices): PageRoute[] {
  return [
    { method: 'GET', path: '/', isPublic: true, handle: request => home(services, request) },
    { method: 'POST', path: '/sign-out', isPublic: true, handle: (...at) => postSignOut(services, ...at) },
    { method: 'POST', path: '/theme', isPublic: true, handle: (...at) => postTheme(services, ...at) },
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
  const visible = accounts.filter(({ permissions }) => permissions.includes('privateIntegrations.view'))
  // A location's token opens contacts and all the rest; an agency's very little. So a location comes first.
  const best = visible.find(({ account }) => account.kind === 'location') ?? visible[0] ?? accounts[0]
  if (best !== undefined) return { redirectTo: integrationsPath(best.account.id) }
  const body = 'You are not a member of any account. Ask an admin to add you.'
  return { html: messagePage(themeOf(request), { title: 'No account yet', body }) }
}

async function postSignOut(services: PageServices, request: FastifyRequest, reply: FastifyReply): Promise<Answer> {
  await endSession(services, request)
  clearSessionCookie(reply, services.publicUrl)
  return { redirectTo: '/sign-in?why=signed-out' }
}

async function postTheme(services: PageServices, request: FastifyRequest, reply: FastifyReply): Promise<Answer> {
  const form = formOf(request)
  const theme = THEMES.find(one => one === form.text('theme')) ?? 'system'
  const cookie = { name: THEME_COOKIE, isSecure: services.publicUrl.protocol === 'https:' }
  const expiresAt = new Date(services.deps.clock.now().getTime() + YEAR_MS)
  if (theme === 'system') clearCookie(reply, cookie)
  else setCookie(reply, { ...cookie, value: theme, expiresAt })
  return { redirectTo: nextPath(form.text('next')) ?? '/' }
}

/** The session before this one ends: a secret that was in a browser once is not left alive behind its back. */
async function endSession(services: PageServices, request: FastifyRequest): Promise<void> {
  const secret = readSessionCookie(request, services.publicUrl)
  if (secret !== undefined) await signOut(services.deps, secret)
}
