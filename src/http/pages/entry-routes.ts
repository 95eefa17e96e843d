import type { FastifyReply, FastifyRequest } from 'fastify'
import { listAccountsOf } from '../../actions/accounts.ts'
import { signIn, signOut } from '../../actions/sessions.ts'
import { isSetUp } from '../../actions/setup.ts'
import { Problem } from '../../domain/problem.ts'
import { authenticateSession } from '../authenticate.ts'
import { clearCookie, setCookie } from '../cookie.ts'
import { originOf } from '../origin.ts'
import { setProblemHeaders, statusOf } from '../problem-reply.ts'
import { clearSessionCookie, readSessionCookie, setSessionCookie } from '../session-cookie.ts'
import { type Answer, type PageRoute, queryOf, THEME_COOKIE, themeOf } from './answer.ts'
import { formOf } from './form.ts'
import { sealFor } from './form-seal.ts'
import { THEMES } from './layout.ts'
import { messagePage } from './message-page.ts'
import { nextPath } from './next-path.ts'
import type { PageServices } from './page-services.ts'
import { integrationsPath } from './paths.ts'
import { type SignInView, signInPage } from './sign-in-page.ts'
import { spanWords } from './time-words.ts'

const YEAR_MS = 365 * 86_400_000

/** Sentences that a redirect may ask the sign-in page for. */
const WHY = new Map([
  ['signed-out', 'You are signed out.'],
  ['session-over', 'Your session has ended. Sign in again; what you sent last was not saved.'],
])

/** The way in and out. */
export function entryRoutes(services: PageServices): PageRoute[] {
  return [
    { method: 'GET', path: '/', isPublic: true, handle: request => home(services, request) },
    { method: 'GET', path: '/sign-in', isPublic: true, handle: (...at) => showSignIn(services, ...at) },
    { method: 'POST', path: '/sign-in', isPublic: true, handle: (...at) => postSignIn(services, ...at) },
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

async function showSignIn(services: PageServices, request: FastifyRequest, reply: FastifyReply): Promise<Answer> {
  const next = nextPath(queryOf(request, 'next'))
  if ((await authenticateSession(request, services)) !== undefined) return { redirectTo: next ?? '/' }
  if (!(await isSetUp(services.deps))) return { redirectTo: '/' }
  return {
    html: signInPage({ ...viewFor(services, request, reply), next, message: WHY.get(queryOf(request, 'why') ?? '') }),
  }
}

async function postSignIn(services: PageServices, request: FastifyRequest, reply: FastifyReply): Promise<Answer> {
  const form = formOf(request)
  const next = nextPath(form.text('next'))
  const [email, password] = [form.text('email'), form.text('password')]
  try {
    const session = await signIn(services.deps, { email, password, origin: originOf(request) })
    await endSession(services, request)
    setSessionCookie(reply, services.publicUrl, session)
    return { redirectTo: next ?? '/' }
  } catch (error) {
    if (!(error instanceof Problem) || !['sign_in_failed', 'sign_in_limited'].includes(error.code)) throw error
    setProblemHeaders(reply, error)
    const state = { values: { email }, faults: {}, notice: refusalOf(error) }
    return { html: signInPage({ ...viewFor(services, request, reply), next, state }), status: statusOf(error) }
  }
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

function refusalOf(problem: Problem): string {
  if (problem.code === 'sign_in_failed') return 'The email or the password is not right.'
  const seconds = Number(problem.facts?.retryAfterSeconds ?? 60)
  return `Too many attempts to sign in. Try again in ${spanWords(seconds * 1000)}.`
}

function viewFor(services: PageServices, request: FastifyRequest, reply: FastifyReply): SignInView {
  return { theme: themeOf(request), formSeal: sealFor(request, reply, services) }
}
