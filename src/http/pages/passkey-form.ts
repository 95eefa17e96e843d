import { postForm } from './controls.ts'
import { type Html, html } from './html.ts'

/** A button that asks the browser for a passkey, and sends what it answers as a form. */
export interface PasskeyForm {
  action: string
  formSeal: string
  label: string
  next?: string | undefined
}

/** Shown only where a script runs and the browser knows passkeys. The script asks for a challenge when it is pressed. */
export function passkeyForm({ action, formSeal, label, next }: PasskeyForm): Html {
  return html`<div class="js-only" data-passkey>
    ${postForm(
      { action, formSeal },
      html`${next !== undefined && html`<input type="hidden" name="next" value="${next}">`}
        <input type="hidden" name="passkey">
        <button type="button" class="button block" data-passkey-button>${label}</button>
        <p class="fault" role="alert" hidden data-passkey-fault></p>`,
    )}
  </div>`
}
