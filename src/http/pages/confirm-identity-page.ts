import type { FactorKind } from '../../actions/second-factors.ts'
import { EMPTY_FORM, type FormState, notice, postForm, textField } from './controls.ts'
import { html } from './html.ts'
import { plainPage, type Theme } from './layout.ts'
import { passkeyForm } from './passkey-form.ts'

/** What the page shows that asks a signed-in person who they are. */
export interface ConfirmIdentityView {
  theme: Theme
  formSeal: string
  email: string
  /** None = the password is asked for. */
  methods: readonly FactorKind[]
  next: string
  state?: FormState
}

const PASSWORD = {
  name: 'password',
  label: 'Password',
  type: 'password',
  autocomplete: 'current-password',
  isFirst: true,
} as const
const CODE = {
  name: 'code',
  label: 'Code of your authenticator app',
  autocomplete: 'one-time-code',
  lengthMost: 64,
  isFirst: true,
  hint: 'Six digits, or one of your recovery codes.',
} as const
const RECOVERY = { ...CODE, label: 'Recovery code', hint: 'One of the codes that you were given. Each is good once.' }

/** Asks for the second factor, or for the password where there is none, before something that makes or kills secrets. */
export function confirmIdentityPage(view: ConfirmIdentityView): string {
  const state = view.state ?? EMPTY_FORM
  const { methods } = view
  return plainPage({
    title: state.notice === undefined ? 'Confirm it is you' : 'Error: Confirm it is you',
    theme: view.theme,
    main: html`<h1>Confirm it is you</h1>
      <p class="lead">You are signed in as <bdi>${view.email}</bdi>. Before tokens or permissions are changed, we ask again after ten minutes. Then send your form once more: nothing was changed yet.</p>
      ${state.notice !== undefined && notice('danger', state.notice)}
      ${
        methods.includes('passkey') &&
        passkeyForm({
          ...{ action: '/confirm-identity', formSeal: view.formSeal },
          ...{ label: 'Use your passkey', next: view.next },
        })
      }
      ${postForm(
        { action: '/confirm-identity', formSeal: view.formSeal },
        html`<input type="hidden" name="next" value="${view.next}">
          ${textField(methods.includes('code') ? CODE : methods.length > 0 ? RECOVERY : PASSWORD, state)}
          <button class="button primary block">Confirm</button>`,
      )}`,
  })
}
