import { DESCRIPTION_LENGTH_MAX, type Integration, NAME_LENGTH_MAX } from '../../domain/integration.ts'
import type { Scope } from '../../domain/scope.ts'
import { type FormState, notice, postForm, textField } from './controls.ts'
import { type Html, html } from './html.ts'
import { icon } from './icons.ts'
import { accountPage, type Shell } from './layout.ts'
import { integrationPath, integrationsPath } from './paths.ts'
import { scopePicker } from './scope-picker.ts'

const NAME = {
  ...{ name: 'name', label: 'Name', lengthMost: NAME_LENGTH_MAX, isFirst: true },
  hint: 'The app that will use the token, such as “Zapier bridge”.',
} as const
const DESCRIPTION = {
  ...{ name: 'description', label: 'Description', lengthMost: DESCRIPTION_LENGTH_MAX, lines: 2, isOptional: true },
  hint: 'What it is for and who looks after it.',
} as const

interface FormView {
  shell: Shell
  scopes: readonly Scope[]
  chosen: ReadonlySet<string>
  state: FormState
}

/** The form that makes an integration and its token. `once` lets one press of the button make one integration only. */
export function createPage(view: FormView & { accountId: string; once: string }): string {
  const list = integrationsPath(view.accountId)
  return formPage(view, {
    title: 'Create a private integration',
    action: list,
    back: { href: list, label: 'Private Integrations' },
    hidden: html`<input type="hidden" name="once" value="${view.once}">`,
    permissionsLead: 'Choose only what the developer needs. You can change this later without a new token.',
    button: 'Create integration',
  })
}

/** The form that changes an integration. `above` tells what is unusual about it: asked-for scopes, a save in between. */
export function editPage(view: FormView & { integration: Integration; above?: Html }): string {
  const detail = integrationPath(view.integration)
  return formPage(view, {
    title: 'Edit integration',
    action: integrationPath(view.integration, 'edit'),
    back: { href: detail, label: view.integration.name },
    hidden: html`<input type="hidden" name="version" value="${view.integration.version}">`,
    permissionsLead: 'The token stays the same. A permission you take away stops working with the next request.',
    button: 'Save changes',
    above: view.above,
  })
}

interface FormWords {
  title: string
  action: string
  back: { href: string; label: string }
  hidden: Html
  permissionsLead: string
  button: string
  above?: Html
}

function formPage(view: FormView, words: FormWords): string {
  const { state } = view
  const isFaulty = state.notice !== undefined || Object.keys(state.faults).length > 0
  const body = html`${words.hidden}
    <div class="card pad stack">${textField(NAME, state)}${textField(DESCRIPTION, state)}</div>
    <section class="card pad" aria-labelledby="permissions-title">
      <h2 id="permissions-title">What may it do?</h2><p class="lead">${words.permissionsLead}</p>
      ${scopePicker({ scopes: view.scopes, chosen: view.chosen, fault: state.faults.scopes })}
    </section>
    <div class="form-foot"><a class="button quiet" href="${words.back.href}">Cancel</a><button class="button primary">${words.button}</button></div>`
  return accountPage(view.shell, {
    title: `${isFaulty ? 'Error: ' : ''}${words.title}`,
    main: html`<div class="column">
      ${backLink(words.back)}<h1>${words.title}</h1>
      ${state.notice !== undefined && notice('danger', state.notice)}${words.above}
      ${postForm({ action: words.action, formSeal: view.shell.formSeal, className: 'sections' }, body)}
    </div>`,
  })
}

/** The way up, above a page's title. */
export function backLink(back: { href: string; label: string }): Html {
  return html`<p class="back"><a href="${back.href}">${icon('back')}<bdi class="clip">${back.label}</bdi></a></p>`
}
