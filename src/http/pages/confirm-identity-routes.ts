import type { FastifyReply, FastifyRequest } from 'fastify'
import { confirmIdentity, type Proof } from '../../actions/proof.ts'
import { listFactors } from '../../actions/second-factors.ts'
import { renewSession } from '../../actions/sessions.ts'
import { authenticateSession } from '../authenticate.ts'
import type { Caller } from '../caller.ts'
import { setProblemHeaders, statusOf } from '../problem-reply.ts'
import { setSessionCookie } from '../session-cookie.ts'
import { siteOf } from '../sign-in-cookies.ts'
import { type Answer, type PageRoute, queryOf, themeOf } from './answer.ts'
import { confirmIdentityPage } from './confirm-identity-page.ts'
import { type Form, formOf } from './form.ts'
import { sealFor } from './form-seal.ts'
import { nextPath } from './next-path.ts'
import type { PageServices } from './page-services.ts'
import { readPasskeyProof } from './passkey-input.ts'
import { refusalOf } from './sign-in-words.ts'

const PATH = '/confirm-identity'

/** Where a page's form goes on when the last proof is too old: after it the person sends the form again. */
export function confirmIdentityPath(request: FastifyRequest): string {
  const from = nextPath(pathOfReferer(request)) ?? '/'
  return `${PATH}?${new URLSearchParams({ next: from })}`
}

/** The page that asks a signed-in person who they are. */
export function confirmIdentityRoutes(services: PageServices): PageRoute[] {
  return [
    { method: 'GET', path: PATH, isPublic: true, handle: (request, reply) => show(services, { request, reply }) },
    { method: 'POST', path: PATH, isPublic: true, handle: (request, reply) => post(services, { request, reply }) },
  ]
}

interface Visitor {
  request: FastifyRequest
  reply: FastifyReply
}

async function show(services: PageServices, visitor: Visitor, refusal?: ReturnType<typeof refusalOf>): Promise<Answer> {
  const { request, reply } = visitor
  const caller = await authenticateSession(request, services)
  const next = nextPath(request.method === 'POST' ? formOf(request).text('next') : queryOf(request, 'next')) ?? '/'
  if (caller === undefined) return { redirectTo: `/sign-in?${new URLSearchParams({ next })}` }
  const methods = await listFactors(services.deps, caller.actor)
  const html = confirmIdentityPage({
    ...{
      theme: themeOf(request),
      formSeal: sealFor(request, reply, services),
      email: caller.actor.email,
      next,
      methods,
    },
    ...(refusal && { state: { values: {}, faults: {}, notice: refusal.says } }),
  })
  return { html, ...(refusal && { status: statusOf(refusal.problem) }) }
}

async function post(services: PageServices, visitor: Visitor): Promise<Answer> {
  const { request, reply } = visitor
  const caller = await authenticateSession(request, services)
  if (caller === undefined) return { redirectTo: '/sign-in?why=session-over' }
  const form = formOf(request)
  try {
    await prove(services, caller, form)
    setSessionCookie(reply, services.publicUrl, await renewSession(services.deps, caller.session))
    return { redirectTo: nextPath(form.text('next')) ?? '/' }
  } catch (error) {
    const refusal = refusalOf(error)
    if (refusal === undefined) throw error
    setProblemHeaders(reply, refusal.problem)
    return show(services, visitor, refusal)
  }
}

async function prove(services: PageServices, caller: Caller & { kind: 'user' }, form: Form): Promise<void> {
  const passkey = readPasskeyProof(form.text('passkey'))
  const code = form.text('code')
  const typed: Proof = code === '' ? { password: form.text('password') } : { code }
  const proof: Proof = passkey === undefined ? typed : { passkey }
  await confirmIdentity(services.deps, caller.actor, { proof, site: siteOf(services) })
}

/** Under `no-referrer` there is none: then home is where to go on. */
function pathOfReferer(request: FastifyRequest): string | undefined {
  const referer = request.headers.referer ?? ''
  if (!URL.canParse(referer)) return undefined
  const { pathname, search } = new URL(referer)
  return pathname + search
}
