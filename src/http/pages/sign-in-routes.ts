import type { FastifyReply, FastifyRequest } from 'fastify'
import { isSetUp } from '../../actions/setup.ts'
import { findSecondStep, finishSignIn, signIn, signInByPasskey } from '../../actions/sign-in.ts'
import { Problem } from '../../domain/problem.ts'
import { authenticateSession } from '../authenticate.ts'
import { originOf } from '../origin.ts'
import { setProblemHeaders, statusOf } from '../problem-reply.ts'
import { enterSession, keepPendingSignIn, readDeviceMark, readPendingSignIn, siteOf } from '../sign-in-cookies.ts'
import { type Answer, type PageRoute, queryOf, themeOf } from './answer.ts'
import { formOf } from './form.ts'
import { sealFor } from './form-seal.ts'
import { nextPath } from './next-path.ts'
import type { PageServices } from './page-services.ts'
import { readPasskeyProof } from './passkey-input.ts'
import { secondStepPage } from './second-step-page.ts'
import { signInPage } from './sign-in-page.ts'
import { refusalOf } from './sign-in-words.ts'

/** Sentences that a redirect may ask the sign-in page for. */
const WHY = new Map([
  ['signed-out', 'You are signed out.'],
  ['session-over', 'Your session has ended. Sign in again; what you sent last was not saved.'],
  ['expired', 'This sign-in took too long or too many tries. Start again.'],
  ['email-changed', 'Your e-mail address is changed. Sign in with the new one.'],
  ['password-set', 'Your new password is set. Sign in with it.'],
])

interface Visitor {
  request: FastifyRequest
  reply: FastifyReply
}

/** The way in: password or passkey, and the second step. */
export function signInRoutes(services: PageServices): PageRoute[] {
  const row = (method: 'GET' | 'POST', path: string, handle: (visitor: Visitor) => Promise<Answer>): PageRoute => ({
    ...{ method, path, isPublic: true },
    handle: (request, reply) => handle({ request, reply }),
  })
  return [
    row('GET', '/sign-in', visitor => showSignIn(services, visitor)),
    row('POST', '/sign-in', visitor => postSignIn(services, visitor)),
    row('POST', '/sign-in/passkey', visitor => postPasskey(services, visitor)),
    row('GET', '/sign-in/code', visitor => showSecondStep(services, visitor)),
    row('POST', '/sign-in/code', visitor => postSecondStep(services, visitor)),
    row('POST', '/sign-in/second-passkey', visitor => postSecondStep(services, visitor)),
  ]
}

async function showSignIn(services: PageServices, visitor: Visitor): Promise<Answer> {
  const { request } = visitor
  const next = nextPath(queryOf(request, 'next'))
  if ((await authenticateSession(request, services)) !== undefined) return { redirectTo: next ?? '/' }
  if (!(await isSetUp(services.deps))) return { redirectTo: '/' }
  const message = WHY.get(queryOf(request, 'why') ?? '')
  return { html: signInPage({ ...viewFor(services, visitor), next, message }) }
}

async function postSignIn(services: PageServices, visitor: Visitor): Promise<Answer> {
  const { request, reply } = visitor
  const form = formOf(request)
  const next = nextPath(form.text('next'))
  const [email, password] = [form.text('email'), form.text('password')]
  const deviceMark = readDeviceMark(request, services.publicUrl)
  try {
    const outcome = await signIn(services.deps, { email, password, deviceMark, origin: originOf(request) })
    if (outcome.isDone) {
      await enterSession(services, visitor, outcome)
      return { redirectTo: next ?? '/' }
    }
    keepPendingSignIn(reply, services.publicUrl, outcome)
    return { redirectTo: withNext('/sign-in/code', next) }
  } catch (error) {
    return again(services, visitor, { error, email })
  }
}

async function postPasskey(services: PageServices, visitor: Visitor): Promise<Answer> {
  const form = formOf(visitor.request)
  const response = readPasskeyProof(form.text('passkey'))
  try {
    if (response === undefined) throw new Problem('second_factor_failed')
    const site = siteOf(services)
    const outcome = await signInByPasskey(services.deps, { site, response, origin: originOf(visitor.request) })
    await enterSession(services, visitor, outcome)
    return { redirectTo: nextPath(form.text('next')) ?? '/' }
  } catch (error) {
    return again(services, visitor, { error, email: '' })
  }
}

async function again(
  services: PageServices,
  visitor: Visitor,
  { error, email }: { error: unknown; email: string },
): Promise<Answer> {
  const refusal = refusalOf(error)
  if (refusal === undefined) throw error
  setProblemHeaders(visitor.reply, refusal.problem)
  const next = nextPath(formOf(visitor.request).text('next'))
  const state = { values: { email }, faults: {}, notice: refusal.says }
  return {
    html: signInPage({ ...viewFor(services, visitor), next, state }),
    status: statusOf(refusal.problem),
  }
}

async function showSecondStep(services: PageServices, visitor: Visitor, refusal?: ReturnType<typeof refusalOf>) {
  const { request, reply } = visitor
  const pendingSecret = readPendingSignIn(request, services.publicUrl)
  const waiting = pendingSecret === undefined ? undefined : await findSecondStep(services.deps, pendingSecret)
  if (waiting === undefined) return { redirectTo: '/sign-in?why=expired' }
  const next = nextPath(request.method === 'POST' ? formOf(request).text('next') : queryOf(request, 'next'))
  return {
    html: secondStepPage({
      ...{ theme: themeOf(request), formSeal: sealFor(request, reply, services), next },
      methods: waiting.methods,
      ...(refusal && { state: { values: {}, faults: {}, notice: refusal.says } }),
    }),
    ...(refusal && { status: statusOf(refusal.problem) }),
  }
}

async function postSecondStep(services: PageServices, visitor: Visitor): Promise<Answer> {
  const { request, reply } = visitor
  const form = formOf(request)
  const pendingSecret = readPendingSignIn(request, services.publicUrl)
  if (pendingSecret === undefined) return { redirectTo: '/sign-in?why=expired' }
  const passkey = readPasskeyProof(form.text('passkey'))
  const step = { pendingSecret, origin: originOf(request) }
  const proof = passkey === undefined ? { code: form.text('code') } : { passkey, site: siteOf(services) }
  try {
    await enterSession(services, visitor, await finishSignIn(services.deps, { ...step, ...proof }))
    return { redirectTo: nextPath(form.text('next')) ?? '/' }
  } catch (error) {
    const refusal = refusalOf(error)
    if (refusal === undefined) throw error
    if (refusal.problem.code === 'sign_in_expired') return { redirectTo: '/sign-in?why=expired' }
    setProblemHeaders(reply, refusal.problem)
    return showSecondStep(services, visitor, refusal)
  }
}

function viewFor(services: PageServices, { request, reply }: Visitor) {
  return { theme: themeOf(request), formSeal: sealFor(request, reply, services) }
}

function withNext(path: string, next: string | undefined): string {
  return next === undefined ? path : `${path}?${new URLSearchParams({ next })}`
}
