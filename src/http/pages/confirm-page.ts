import type { Integration } from '../../domain/integration.ts'
import { type FormState, notice, postForm } from './controls.ts'
import { type HtmlValue, html } from './html.ts'
import { backLink } from './integration-form-page.ts'
import { accountPage, type Shell } from './layout.ts'
import { integrationPath } from './paths.ts'

/** A task that is confirmed on a page of its own: what happens, to whom, and whether it can be undone. */
export interface Confirmation {
  /** The last part of the address, and of the form's. */
  page: string
  title: string
  says: HtmlValue
  fields?: HtmlValue
  button: string
  /** Red only for what cannot be undone. */
  isFinal: boolean
}

/** The page of a confirmation; Cancel goes back to the integration. */
export function confirmPage(view: {
  shell: Shell
  integration: Pick<Integration, 'accountId' | 'id' | 'name'>
  confirmation: Confirmation
  state: FormState
}): string {
  const { integration, confirmation, state } = view
  const detail = integrationPath(integration)
  return accountPage(view.shell, {
    title: confirmation.title,
    main: html`<div class="column narrow">
      ${backLink({ href: detail, label: integration.name })}
      <div class="card">${postForm(
        {
          action: integrationPath(integration, confirmation.page),
          formSeal: view.shell.formSeal,
          className: 'confirm',
        },
        html`<div class="pad stack"><h1>${confirmation.title}</h1>
            ${state.notice !== undefined && notice('danger', state.notice)}
            <div class="says">${confirmation.says}</div>${confirmation.fields}</div>
          <div class="card-foot end"><a class="button quiet" href="${detail}">Keep it as it is</a>
            <button class="button ${confirmation.isFinal ? 'danger' : 'primary'}">${confirmation.button}</button></div>`,
      )}</div>
    </div>`,
  })
}
