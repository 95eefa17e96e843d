import type { FastifyReply, FastifyRequest } from 'fastify'
import { confirmEmailChange, describeEmailChange } from '../../actions/email-changes.ts'
import { Problem } from '../../domain/problem.ts'
import { originOf } from '../origin.ts'
import { type Answer, type PageRoute, themeOf } from './answer.ts'
import { postForm } from './controls.ts'
import { sealFor } from './form-seal.ts'
import { html } from './html.ts'
import { plainPage } from './layout.ts'
import { forgetSecret, hideSecret, type LinkPage, readSecret } from './link-secret.ts'
import type { PageServices } from './page-services.ts'

const PAGE: LinkPage = { path: '/confirm-email', cookie: 'pit_email' }

interface Visitor {
  request: FastifyRequest
  reply: FastifyReply
}

/** Another e-mail address, by the link that came to it. A press confirms: mail programs open links by themselves. */
export function confirmEmailRoutes(services: PageServices): PageRoute[] {
  const { path } = PAGE
  return [
    { method: 'GET', path, isPublic: true, handle: (request, reply) => show(services, { request, reply }) },
    { method: 'POST', path, isPublic: true, handle: (request, reply) => post(services, { request, reply }) },
  ]
}

async function show(services: PageServices, visitor: Visitor): Promise<Answer> {
  const { request, reply } = visitor
  if (hideSecret(services, visitor, PAGE)) return { redirectTo: PAGE.path }
  const { user, email } = await describeEmailChange(services.deps, secretOf(services, request))
  const page = plainPage({
    title: 'Confirm your e-mail address',
    theme: themeOf(request),
    main: html`<h1>Confirm your e-mail address</h1>
      <p class="lead"><bdi>${user.name}</bdi>, from now on you sign in with <bdi>${email}</bdi> instead of
        <bdi>${user.email}</bdi>. Your password and second factor stay.</p>
      ${postForm(
        { action: PAGE.path, formSeal: sealFor(request, reply, services) },
        html`<button class="button primary block">Confirm address</button>`,
      )}`,
  })
  return { html: page }
}

async function post(services: PageServices, { request, reply }: Visitor): Promise<Answer> {
  const secret = secretOf(services, request)
  await confirmEmailChange(services.deps, { secret, origin: originOf(request), canMail: services.canMail ?? false })
  forgetSecret(services, reply, PAGE)
  return { redirectTo: '/sign-in?why=email-changed' }
}

function secretOf(services: PageServices, request: FastifyRequest): string {
  const secret = readSecret(services, request, PAGE)
  if (secret === undefined) throw new Problem('link_invalid')
  return secret
}
