import type { InviteView } from '../../actions/accept-invite.ts'
import { EMPTY_FORM, type FormState, postForm, textField } from './controls.ts'
import { type Html, html } from './html.ts'
import { plainPage, type Theme } from './layout.ts'

/** What the page of an invite shows. */
export interface InvitePageView {
  theme: Theme
  formSeal: string
  invite: InviteView
  /** Who is signed in in this browser. */
  signedInAs?: string | undefined
  state?: FormState
}

const NAME = { name: 'name', label: 'Your name', autocomplete: 'name', lengthMost: 120, isFirst: true } as const
const PASSWORD = {
  name: 'password',
  label: 'Password',
  type: 'password',
  autocomplete: 'new-password',
  hint: '15 characters or more. A sentence is easy to remember.',
  lengthLeast: 15,
} as const

/** Who is new says their name and sets a password; who signs in here already joins as themselves. */
export function invitePage(view: InvitePageView): string {
  const { invite, state = EMPTY_FORM } = view
  const isFaulty = Object.keys(state.faults).length > 0
  return plainPage({
    title: isFaulty ? 'Error: Join' : `Join ${invite.accountName}`,
    theme: view.theme,
    main: html`<h1>Join <bdi>${invite.accountName}</bdi></h1>
      <p class="lead"><bdi>${invite.invitedBy}</bdi> has invited <bdi>${invite.email}</bdi>.</p>
      ${invite.isKnown ? knownPart(view) : newPart(view, state)}`,
  })
}

function newPart(view: InvitePageView, state: FormState): Html {
  return postForm(
    { action: '/invite', formSeal: view.formSeal },
    html`<input type="hidden" name="username" value="${view.invite.email}" autocomplete="username">
      ${textField(NAME, state)}${textField(PASSWORD, state)}
      <button class="button primary block">Join</button>`,
  )
}

function knownPart({ invite, signedInAs, formSeal }: InvitePageView): Html {
  if (signedInAs === undefined) {
    return html`<p>This address signs in here already.</p>
      <p><a class="button primary block" href="/sign-in?next=/invite">Sign in to join</a></p>`
  }
  if (signedInAs.toLowerCase() === invite.email.toLowerCase()) {
    return postForm({ action: '/invite', formSeal }, html`<button class="button primary block">Join</button>`)
  }
  return html`<p>You are signed in as <bdi>${signedInAs}</bdi>. Sign out, then open this page again.</p>
    ${postForm({ action: '/sign-out', formSeal }, html`<button class="button block">Sign out</button>`)}`
}
