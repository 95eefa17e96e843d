import type { FastifyReply, FastifyRequest } from 'fastify'
import { describePasswordReset, resetPassword } from '../../actions/passwords.ts'
import { Problem } from '../../domain/problem.ts'
import { passwordLengthLeast } from '../../domain/user.ts'
import { originOf } from '../origin.ts'
import { clearSessionCookie } from '../session-cookie.ts'
import { type Answer, type PageRoute, themeOf } from './answer.ts'
import { EMPTY_FORM, type FormState, postForm, type TextField, textField } from './controls.ts'
import { formOf } from './form.ts'
import { faultsOf } from './form-faults.ts'
import { sealFor } from './form-seal.ts'
import { html } from './html.ts'
import { plainPage } from './layout.ts'
import { forgetSecret, hideSecret, type LinkPage, readSecret } from './link-secret.ts'
import type { PageServices } from './page-services.ts'

const PAGE: LinkPage = { path: '/reset-password', cookie: 'pit_reset' }

interface Visitor {
  request: FastifyRequest
  reply: FastifyReply
}

/** A new password by a link that an admin or the operator handed over. */
export function passwordResetRoutes(services: PageServices): PageRoute[] {
  const { path } = PAGE
  return [
    { method: 'GET', path, isPublic: true, handle: (request, reply) => show(services, { request, reply }) },
    { method: 'POST', path, isPublic: true, handle: (request, reply) => post(services, { request, reply }) },
  ]
}

async function show(services: PageServices, visitor: Visitor, state: FormState = EMPTY_FORM): Promise<Answer> {
  const { request, reply } = visitor
  if (hideSecret(services, visitor, PAGE)) return { redirectTo: PAGE.path }
  const secret = readSecret(services, request, PAGE)
  if (secret === undefined) throw new Problem('link_invalid')
  const { user, hasSecondFactor } = await describePasswordReset(services.deps, secret)
  const least = passwordLengthLeast(hasSecondFactor)
  const field: TextField = {
    name: 'password',
    label: 'New password',
    type: 'password',
    autocomplete: 'new-password',
    hint: `${least} characters or more. A sentence is easy to remember.`,
    lengthLeast: least,
    isFirst: true,
  }
  const isFaulty = Object.keys(state.faults).length > 0
  const page = plainPage({
    title: isFaulty ? 'Error: Set a new password' : 'Set a new password',
    theme: themeOf(request),
    main: html`<h1>Set a new password</h1>
      <p class="lead">For <bdi>${user.email}</bdi>. You will be signed out everywhere, and sign in with the new password.</p>
      ${postForm(
        { action: PAGE.path, formSeal: sealFor(request, reply, services) },
        html`<input type="hidden" name="username" value="${user.email}" autocomplete="username">
          ${textField(field, state)}
          <button class="button primary block">Set password</button>`,
      )}`,
  })
  return { html: page, ...(isFaulty && { status: 422 }) }
}

async function post(services: PageServices, visitor: Visitor): Promise<Answer> {
  const { request, reply } = visitor
  const secret = readSecret(services, request, PAGE)
  if (secret === undefined) throw new Problem('link_invalid')
  try {
    await resetPassword(services.deps, {
      ...{ secret, password: formOf(request).text('password'), origin: originOf(request) },
    })
  } catch (error) {
    return show(services, visitor, { values: {}, faults: faultsOf(error, { password: 'New password' }) })
  }
  forgetSecret(services, reply, PAGE)
  clearSessionCookie(reply, services.publicUrl)
  return { redirectTo: '/sign-in?why=password-set' }
}
