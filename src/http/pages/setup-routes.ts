import type { FastifyReply, FastifyRequest } from 'fastify'
import { startSession } from '../../actions/sessions.ts'
import { isSetUp, isSetupCodeGood, setUp } from '../../actions/setup.ts'
import { Problem } from '../../domain/problem.ts'
import { checkEmail, checkPassword } from '../../domain/user.ts'
import { clearCookie, readCookie, setCookie } from '../cookie.ts'
import { originOf } from '../origin.ts'
import { statusOf } from '../problem-reply.ts'
import { setSessionCookie } from '../session-cookie.ts'
import { type Answer, type PageRoute, queryOf, themeOf } from './answer.ts'
import { type Form, formOf } from './form.ts'
import { faultsOf } from './form-faults.ts'
import { sealFor } from './form-seal.ts'
import { messagePage } from './message-page.ts'
import type { PageServices } from './page-services.ts'
import { integrationsPath } from './paths.ts'
import { setupPage } from './setup-page.ts'

const CODE = /^[0-9A-Za-z]{1,64}$/
const COOKIE = 'pit_setup'
const COOKIE_MS = 3_600_000
const FIELDS = ['name', 'email', 'accountName', 'timezone', 'sampleData']
const LABELS = {
  name: 'Your name',
  email: 'Email',
  password: 'Password',
  accountName: 'Account name',
  timezone: 'Time zone',
}
const TIMEZONES = ['UTC', ...Intl.supportedValuesOf('timeZone').filter(zone => zone !== 'UTC')]

/** The first run, by the one-time link that the server prints. */
export function setupRoutes(services: PageServices): PageRoute[] {
  return [
    { method: 'GET', path: '/setup', isPublic: true, handle: (...at) => showSetup(services, ...at) },
    { method: 'POST', path: '/setup', isPublic: true, handle: (...at) => postSetup(services, ...at) },
  ]
}

/** The code leaves the address at once, for a cookie: it must not end in histories, screenshots or Referer headers. */
async function showSetup(services: PageServices, request: FastifyRequest, reply: FastifyReply): Promise<Answer> {
  if (await isSetUp(services.deps)) return doneAlready(request)
  const inLink = queryOf(request, 'code')
  const code = inLink ?? readCookie(request, COOKIE)
  if (code === undefined) return { redirectTo: '/' }
  if (!CODE.test(code) || !(await isSetupCodeGood(services.deps, code))) throw new Problem('setup_code_invalid')
  if (inLink === undefined) return { html: setupPage({ ...viewFor(services, request, reply) }) }
  const expiresAt = new Date(services.deps.clock.now().getTime() + COOKIE_MS)
  setCookie(reply, { ...cookieOf(services), value: code, expiresAt })
  return { redirectTo: '/setup' }
}

async function postSetup(services: PageServices, request: FastifyRequest, reply: FastifyReply): Promise<Answer> {
  const form = formOf(request)
  const code = readCookie(request, COOKIE)
  // Without a code `setUp` would take the form for the operator's own.
  if (code === undefined) throw new Problem('setup_code_invalid')
  const faults = faultsIn(form)
  if (Object.keys(faults).length > 0) return again(services, { request, reply, faults })
  const origin = originOf(request)
  try {
    const made = await setUp(services.deps, {
      ...{ code, origin, sampleData: form.text('sampleData') === 'yes' },
      ...{ name: form.text('name'), email: form.text('email'), password: form.text('password') },
      ...{ accountName: form.text('accountName'), timezone: form.text('timezone') || 'UTC' },
    })
    setSessionCookie(reply, services.publicUrl, await startSession(services.deps, made.user, origin))
    clearCookie(reply, cookieOf(services))
    return { redirectTo: integrationsPath(made.location.id) }
  } catch (error) {
    if (error instanceof Problem && error.code === 'setup_done') return doneAlready(request)
    return again(services, { request, reply, faults: faultsOf(error, LABELS) })
  }
}

/** All that is wrong at once, where the action would name one field after the other. */
function faultsIn(form: Form): Record<string, string> {
  const [name, email, accountName] = [form.text('name'), form.text('email'), form.text('accountName')]
  const faults: Record<string, string> = {}
  if (name.trim() === '') faults.name = 'Enter your name.'
  Object.assign(
    faults,
    faultOf(() => checkEmail(email)),
  )
  Object.assign(
    faults,
    faultOf(() => checkPassword(form.text('password'), [name, email, accountName])),
  )
  if (accountName.trim() === '') faults.accountName = 'Enter a name for the account.'
  return faults
}

function faultOf(check: () => unknown): Record<string, string> {
  try {
    check()
    return {}
  } catch (error) {
    return faultsOf(error, LABELS)
  }
}

function again(
  services: PageServices,
  { request, reply, faults }: { request: FastifyRequest; reply: FastifyReply; faults: Record<string, string> },
): Answer {
  const state = { values: formOf(request).pick(FIELDS), faults }
  return { html: setupPage({ ...viewFor(services, request, reply), state }), status: 422 }
}

function doneAlready(request: FastifyRequest): Answer {
  const problem = new Problem('setup_done')
  const message = {
    title: 'This server is set up',
    body: 'Its first admin exists. Sign in.',
    wayOut: { href: '/sign-in', label: 'Sign in' },
  }
  return { html: messagePage(themeOf(request), message), status: statusOf(problem) }
}

function viewFor(services: PageServices, request: FastifyRequest, reply: FastifyReply) {
  return { theme: themeOf(request), formSeal: sealFor(request, reply, services), timezones: TIMEZONES }
}

function cookieOf({ publicUrl }: PageServices): { name: string; isSecure: boolean } {
  return { name: COOKIE, isSecure: publicUrl.protocol === 'https:' }
}
