import type { FastifyReply, FastifyRequest } from 'fastify'
import { acceptInvite, acceptInviteAsNew, describeInvite } from '../../actions/accept-invite.ts'
import { markDevice } from '../../actions/known-devices.ts'
import { startSession } from '../../actions/sessions.ts'
import { Problem } from '../../domain/problem.ts'
import { authenticateSession } from '../authenticate.ts'
import { originOf } from '../origin.ts'
import { enterSession } from '../sign-in-cookies.ts'
import { type Answer, type PageRoute, themeOf } from './answer.ts'
import type { FormState } from './controls.ts'
import { formOf } from './form.ts'
import { faultsOf } from './form-faults.ts'
import { sealFor } from './form-seal.ts'
import { invitePage } from './invite-page.ts'
import { forgetSecret, hideSecret, type LinkPage, readSecret } from './link-secret.ts'
import type { PageServices } from './page-services.ts'
import { integrationsPath } from './paths.ts'

const PAGE: LinkPage = { path: '/invite', cookie: 'pit_invite' }
const LABELS = { name: 'Your name', password: 'Password' }

interface Visitor {
  request: FastifyRequest
  reply: FastifyReply
}

/** Coming into an account by an invite's link. */
export function inviteRoutes(services: PageServices): PageRoute[] {
  const { path } = PAGE
  return [
    { method: 'GET', path, isPublic: true, handle: (request, reply) => show(services, { request, reply }) },
    { method: 'POST', path, isPublic: true, handle: (request, reply) => post(services, { request, reply }) },
  ]
}

async function show(services: PageServices, visitor: Visitor, state?: FormState): Promise<Answer> {
  const { request, reply } = visitor
  if (hideSecret(services, visitor, PAGE)) return { redirectTo: PAGE.path }
  const secret = readSecret(services, request, PAGE)
  if (secret === undefined) throw new Problem('link_invalid')
  const caller = await authenticateSession(request, services)
  const html = invitePage({
    ...{ theme: themeOf(request), formSeal: sealFor(request, reply, services), state },
    ...{ invite: await describeInvite(services.deps, secret), signedInAs: caller?.actor.email },
  })
  return { html, ...(state && { status: 422 }) }
}

async function post(services: PageServices, visitor: Visitor): Promise<Answer> {
  const { request, reply } = visitor
  const secret = readSecret(services, request, PAGE)
  if (secret === undefined) throw new Problem('link_invalid')
  const { isKnown } = await describeInvite(services.deps, secret)
  if (isKnown) {
    const caller = await authenticateSession(request, services)
    if (caller === undefined) return { redirectTo: `/sign-in?${new URLSearchParams({ next: PAGE.path })}` }
    const { accountId } = await acceptInvite(services.deps, caller.actor, { secret })
    forgetSecret(services, reply, PAGE)
    return { redirectTo: integrationsPath(accountId) }
  }
  return joinAsNew(services, visitor, secret)
}

async function joinAsNew(services: PageServices, visitor: Visitor, secret: string): Promise<Answer> {
  const { request, reply } = visitor
  const form = formOf(request)
  const origin = originOf(request)
  try {
    const input = { secret, name: form.text('name'), password: form.text('password'), origin }
    const { user } = await acceptInviteAsNew(services.deps, input)
    const session = await startSession(services.deps, user, { ...origin, method: 'link' })
    const outcome = { isDone: true as const, ...session, deviceMark: markDevice(services.deps, user.email) }
    await enterSession(services, visitor, outcome)
    forgetSecret(services, reply, PAGE)
    return { redirectTo: '/' }
  } catch (error) {
    return show(services, visitor, { values: form.pick(['name']), faults: faultsOf(error, LABELS) })
  }
}
