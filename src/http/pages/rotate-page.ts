import type { IntegrationView } from '../../actions/integration-view.ts'
import { OVERLAP_HOURS_DEFAULT } from '../../domain/rotation.ts'
import { type ClientSeen, clientWords, lastClient } from './client-words.ts'
import { type FormState, notice, postForm } from './controls.ts'
import { flag, type Html, html } from './html.ts'
import { backLink } from './integration-form-page.ts'
import { accountPage, type Shell } from './layout.ts'
import { integrationPath } from './paths.ts'
import { type TimeSense, timeAgo } from './time-words.ts'

/** What the form of a rotation shows. */
export interface RotatePageView {
  shell: Shell
  sense: TimeSense
  view: IntegrationView
  clients: readonly ClientSeen[]
  once: string
  state: FormState
}

const OVERLAPS: readonly [hours: number, words: string][] = [
  [1, '1 hour'],
  [24, '1 day'],
  [72, '3 days'],
  [OVERLAP_HOURS_DEFAULT, '7 days'],
  [336, '14 days'],
  [720, '30 days'],
]

/** The choice between keeping the old token for a while and ending it at once. */
export function rotatePage(page: RotatePageView): string {
  const { integration, rotation } = page.view
  const isRotating = rotation.state === 'rotating'
  const title = isRotating ? 'Replace both tokens' : 'Rotate the token'
  const detail = integrationPath(integration)
  const isNow = isRotating || page.state.values.old === 'expireNow'
  return accountPage(page.shell, {
    title: `${title} for ${integration.name}`,
    main: html`<div class="column narrow">
      ${backLink({ href: detail, label: integration.name })}
      <div class="card">${postForm(
        { action: integrationPath(integration, 'rotate'), formSeal: page.shell.formSeal, className: 'rotate-form' },
        html`<div class="pad stack"><div><h1>${title}</h1>
            <p class="lead">${isRotating ? 'A rotation is in progress. Two tokens work now; one new token replaces both.' : 'You get a new token. Choose what happens to the one in use now.'}</p></div>
            ${page.state.notice !== undefined && notice('danger', page.state.notice)}
            <input type="hidden" name="once" value="${page.once}">
            ${!isRotating && keepChoice(isNow, Number(page.state.values.overlapHours ?? OVERLAP_HOURS_DEFAULT))}
            ${nowChoice(page, isNow)}
          </div>
          <div class="card-foot end"><a class="button quiet" href="${detail}">Cancel</a>
            <button class="button primary when-later">Rotate token</button><button class="button danger when-now">${isRotating ? 'Replace both tokens' : 'Rotate and expire old token'}</button></div>`,
      )}</div>
    </div>`,
  })
}

function keepChoice(isNow: boolean, chosenHours: number): Html {
  const options = OVERLAPS.map(
    ([hours, words]) => html`<option value="${hours}"${flag('selected', hours === chosenHours)}>${words}</option>`,
  )
  return html`<div class="choice boxed"><input type="radio" id="old-later" name="old" value="expireLater" aria-describedby="old-later-says"${flag('checked', !isNow)}>
    <div><label for="old-later"><b>Keep the old token for a while</b> <span class="badge accent">Recommended</span></label>
      <p class="hint" id="old-later-says">Both tokens work until the developer has switched, then the old one stops by itself.</p>
      <p class="inline-field"><label for="overlap">Stops after</label><select class="input" id="overlap" name="overlapHours">${options}</select></p></div></div>`
}

function nowChoice({ view, clients, sense }: RotatePageView, isNow: boolean): Html {
  const { current } = view.rotation
  const client = lastClient(clients, current.id)
  const isRotating = view.rotation.state === 'rotating'
  const use =
    current.lastUsedAt === undefined
      ? html`Nobody has called with it yet.`
      : html`In use: last call ${timeAgo(current.lastUsedAt, sense)}${client && html` from ${clientWords(client)}`}.`
  return html`<label class="choice boxed"><input type="radio" name="old" value="expireNow" id="old-now"${flag('checked', isNow)}>
    <span><b>${isRotating ? 'Expire both tokens now' : 'Expire the old token now'}</b><span class="hint">For a leaked token. Anything still using it fails at once, and this can’t be undone.</span></span></label>
    <div class="notice danger when-now"><div>${use}</div></div>`
}
