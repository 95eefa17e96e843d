import type { FactorKind } from '../../actions/second-factors.ts'
import { EMPTY_FORM, type FormState, notice, postForm, textField } from './controls.ts'
import { html } from './html.ts'
import { plainPage, type Theme } from './layout.ts'
import { passkeyForm } from './passkey-form.ts'

/** What the second step of a sign-in shows. */
export interface SecondStepView {
  theme: Theme
  formSeal: string
  methods: readonly FactorKind[]
  next?: string | undefined
  state?: FormState
}

const CODE = {
  name: 'code',
  label: 'Code',
  autocomplete: 'one-time-code',
  lengthMost: 64,
  isFirst: true,
  hint: 'Six digits of your authenticator app, or one of your recovery codes.',
} as const
const RECOVERY = { ...CODE, label: 'Recovery code', hint: 'One of the codes that you were given. Each is good once.' }

/** The second step: a code, or a passkey. */
export function secondStepPage(view: SecondStepView): string {
  const state = view.state ?? EMPTY_FORM
  const hasCode = view.methods.includes('code')
  return plainPage({
    title: state.notice === undefined ? 'Confirm it is you' : 'Error: Confirm it is you',
    theme: view.theme,
    main: html`<h1>Confirm it is you</h1>
      <p class="lead">The password is right. One more step.</p>
      ${state.notice !== undefined && notice('danger', state.notice)}
      ${
        view.methods.includes('passkey') &&
        passkeyForm({
          ...{ action: '/sign-in/second-passkey', formSeal: view.formSeal },
          ...{ label: 'Use your passkey', next: view.next },
        })
      }
      ${postForm(
        { action: '/sign-in/code', formSeal: view.formSeal },
        html`${view.next !== undefined && html`<input type="hidden" name="next" value="${view.next}">`}
          ${textField(hasCode ? CODE : RECOVERY, state)}
          <button class="button primary block">Sign in</button>`,
      )}
      <p><a href="/sign-in">Start again</a></p>`,
  })
}
