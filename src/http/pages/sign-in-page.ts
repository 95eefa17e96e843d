import { EMPTY_FORM, type FormState, notice, postForm, textField } from './controls.ts'
import { html } from './html.ts'
import { plainPage, type Theme } from './layout.ts'
import { passkeyForm } from './passkey-form.ts'

/** What the sign-in page shows. */
export interface SignInView {
  theme: Theme
  formSeal: string
  next?: string
  state?: FormState
  /** A quiet sentence: signed out, session over, password set. */
  message?: string
}

const EMAIL = { name: 'email', label: 'Email', type: 'email', autocomplete: 'username', lengthMost: 254 } as const
const PASSWORD = { name: 'password', label: 'Password', type: 'password', autocomplete: 'current-password' } as const

/** The sign-in form. After a wrong password the address is kept and the cursor stands in the password. */
export function signInPage(view: SignInView): string {
  const state = view.state ?? EMPTY_FORM
  const isRetry = state.notice !== undefined && (state.values.email ?? '') !== ''
  return plainPage({
    title: state.notice === undefined ? 'Sign in' : 'Error: Sign in',
    theme: view.theme,
    main: html`<h1>Sign in</h1>
      ${view.message !== undefined && notice('info', view.message)}
      ${state.notice !== undefined && notice('danger', state.notice)}
      ${postForm(
        { action: '/sign-in', formSeal: view.formSeal },
        html`${view.next !== undefined && html`<input type="hidden" name="next" value="${view.next}">`}
          ${textField({ ...EMAIL, isFirst: !isRetry }, state)}
          ${textField({ ...PASSWORD, isFirst: isRetry }, state)}
          <button class="button primary block">Sign in</button>`,
      )}
      ${passkeyForm({
        ...{ action: '/sign-in/passkey', formSeal: view.formSeal },
        ...{ label: 'Sign in with a passkey', next: view.next },
      })}`,
  })
}
