import { describe, EMPTY_FORM, type FormState, hintAndFault, notice, postForm, textField } from './controls.ts'
import { flag, type Html, html } from './html.ts'
import { plainPage, type Theme } from './layout.ts'

/** What the first-run page shows. */
export interface SetupView {
  theme: Theme
  formSeal: string
  timezones: readonly string[]
  state?: FormState
}

const NAME = { name: 'name', label: 'Your name', autocomplete: 'name', lengthMost: 120, isFirst: true } as const
const EMAIL = { name: 'email', label: 'Email', type: 'email', autocomplete: 'username', lengthMost: 254 } as const
const PASSWORD = {
  name: 'password',
  label: 'Password',
  type: 'password',
  autocomplete: 'new-password',
  hint: '15 characters or more. A sentence is easy to remember.',
  lengthLeast: 15,
} as const
const ACCOUNT = {
  ...{ name: 'accountName', label: 'Account name', autocomplete: 'organization', lengthMost: 120 },
  hint: 'Your company. You can add more accounts later.',
} as const
const TIMEZONE = { name: 'timezone', label: 'Time zone', hint: 'Dates in the account are shown in it.' }

/** The form of the first start: first admin, account, sample data. */
export function setupPage(view: SetupView): string {
  const state = view.state ?? EMPTY_FORM
  const isFaulty = Object.keys(state.faults).length > 0 || state.notice !== undefined
  return plainPage({
    title: isFaulty ? 'Error: Set up Referins' : 'Set up Referins',
    theme: view.theme,
    isWide: true,
    main: html`<h1>Set up Referins</h1>
      <p class="lead">You become the first admin of this server. It takes a minute.</p>
      ${state.notice !== undefined && notice('danger', state.notice)}
      ${postForm(
        { action: '/setup', formSeal: view.formSeal },
        html`<fieldset class="stack"><legend>You</legend>
            ${textField(NAME, state)}${textField(EMAIL, state)}${textField(PASSWORD, state)}
          </fieldset>
          <fieldset class="stack"><legend>Your account</legend>
            ${textField(ACCOUNT, state)}${timezoneField(view.timezones, state)}${sampleDataField(state)}
          </fieldset>
          <button class="button primary block">Create account</button>`,
      )}`,
  })
}

function timezoneField(timezones: readonly string[], state: FormState): Html {
  const chosen = state.values.timezone
  const options = timezones.map(zone => html`<option${flag('selected', zone === (chosen ?? 'UTC'))}>${zone}</option>`)
  return html`<div class="field"><label for="field-timezone">${TIMEZONE.label}</label>
    <select class="input" id="field-timezone" name="timezone"${describe(TIMEZONE, state)}${
      chosen === undefined && html` data-guess-timezone="yes"`
    }>${options}</select>${hintAndFault(TIMEZONE, state)}</div>`
}

function sampleDataField(state: FormState): Html {
  const isOn = state.values.sampleData === 'yes'
  return html`<label class="choice"><input type="checkbox" name="sampleData" value="yes"${flag('checked', isOn)}>
    <span><b>Add sample data</b><span class="hint">Contacts, a pipeline, calendars and a second location to try the API on.</span></span></label>`
}
