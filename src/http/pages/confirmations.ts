import type { IntegrationView } from '../../actions/integration-view.ts'
import { OVERLAP_HOURS_MOST, type Rotation } from '../../domain/rotation.ts'
import { type ClientSeen, clientWords, expiryRisk, lastClient } from './client-words.ts'
import type { Confirmation } from './confirm-page.ts'
import { type FormState, notice, textField } from './controls.ts'
import { type Html, html } from './html.ts'
import { exactTime, type TimeSense, timeAgo } from './time-words.ts'

/** What the sentences are made of. */
export interface ConfirmationFacts {
  view: IntegrationView
  clients: readonly ClientSeen[]
  sense: TimeSense
  state: FormState
  once: string
}

type Rotating = Rotation & { state: 'rotating' }

const mask = (last4: string): Html => html`<code>…${last4}</code>`

/** Must say which token dies; when the new one is in use already, it says by whom and asks once more. */
export function cancelRotationConfirmation({ clients, sense }: ConfirmationFacts, rotation: Rotating): Confirmation {
  const { current, retiring } = rotation
  const users = clients.filter(client => client.tokenId === current.id)
  const usedBy = users.map(client => html`<li>${clientWords(client)}, ${timeAgo(client.lastSeenAt, sense)}</li>`)
  return {
    page: 'cancel-rotation',
    title: 'Cancel the rotation',
    says: html`<p>The new token ${mask(current.last4)} stops working at once. The old one ${mask(retiring.last4)} goes on as before, without a deadline${retiring.expiresAt !== undefined && html` but its own: ${exactTime(retiring.expiresAt, sense)}`}.</p>
      ${(users.length > 0 || current.lastUsedAt !== undefined) && notice('danger', html`<p>The new token is in use already. These calls will fail:</p><ul>${usedBy}</ul>`)}`,
    fields:
      (users.length > 0 || current.lastUsedAt !== undefined) &&
      html`<label class="choice"><input type="checkbox" name="confirm" value="yes" required><span>Stop the new token all the same</span></label>`,
    button: 'Cancel rotation',
    isFinal: true,
  }
}

/** The old token dies before its deadline. */
export function expireNowConfirmation({ view, clients, sense }: ConfirmationFacts, rotation: Rotating): Confirmation {
  const { current, retiring } = rotation
  const risk = expiryRisk(
    { ...retiring, client: lastClient(clients, retiring.id), retiredAt: rotation.startedAt },
    sense,
  )
  return {
    page: 'expire-now',
    title: 'Expire the old token now',
    says: html`<p>The old token ${mask(retiring.last4)} of <b><bdi>${view.integration.name}</bdi></b> stops working at once, and this can’t be undone. The new one ${mask(current.last4)} goes on working.</p>
      ${notice(risk.isRisky ? 'danger' : 'ok', risk.words)}`,
    button: 'Expire old token',
    isFinal: true,
  }
}

/** More time for the developer, within the bound of the domain. */
export function extendOverlapConfirmation({ sense }: ConfirmationFacts, rotation: Rotating): Confirmation {
  const choices = laterEnds(rotation)
  return {
    page: 'extend-overlap',
    title: 'Extend the overlap',
    says: html`<p>The old token ${mask(rotation.retiring.last4)} stops ${exactTime(rotation.endsAt, sense)}. Choose a later end.</p>
      ${choices.length === 0 && notice('warn', 'It cannot end later: an overlap lasts 30 days at most, and never beyond the token’s own expiry.')}`,
    fields:
      choices.length > 0 &&
      html`<div class="field"><label for="until">New end</label><select class="input" id="until" name="until">${choices.map(
        end => html`<option value="${end.toISOString()}">${exactTime(end, sense)}</option>`,
      )}</select></div>`,
    button: 'Extend overlap',
    isFinal: false,
  }
}

/** "I lost the new token." */
export function reissueConfirmation(facts: ConfirmationFacts, rotation: Rotating): Confirmation {
  return {
    page: 'reissue',
    title: 'Reissue the new token',
    says: html`<p>For when the new token was lost before it was used. Another one takes its place; ${mask(rotation.current.last4)} stops working at once.</p>
      <p>The old token ${mask(rotation.retiring.last4)} keeps its deadline, ${exactTime(rotation.endsAt, facts.sense)}.</p>`,
    fields: html`<input type="hidden" name="once" value="${facts.once}">`,
    button: 'Reissue token',
    isFinal: true,
  }
}

/** A pause that can be undone. */
export function disableConfirmation({ view, sense }: ConfirmationFacts): Confirmation {
  const { lastUsedAt } = view
  return {
    page: 'disable',
    title: 'Disable the integration',
    says: html`<p>Requests of <b><bdi>${view.integration.name}</bdi></b> are refused until you enable it again. The token stays the same.</p>
      ${lastUsedAt !== undefined && html`<p class="muted">Last used ${timeAgo(lastUsedAt, sense)}.</p>`}`,
    button: 'Disable integration',
    isFinal: false,
  }
}

/** For good: the name has to be typed. */
export function deleteConfirmation({ view, sense, state }: ConfirmationFacts): Confirmation {
  const { integration, lastUsedAt } = view
  const use =
    lastUsedAt === undefined ? html`Nobody has used it.` : html`It was last used ${timeAgo(lastUsedAt, sense)}.`
  return {
    page: 'delete',
    title: 'Delete the integration',
    says: html`<p>Every token of <b><bdi>${integration.name}</bdi></b> stops working at once, and no token can be brought back. ${use} Its history stays in the audit log.</p>`,
    fields: textField({ name: 'name', label: `Type “${integration.name}” to delete it`, isFirst: true }, state),
    button: 'Delete integration',
    isFinal: true,
  }
}

const EXTRA_DAYS = [1, 3, 7, 14]
const DAY_MS = 86_400_000
const HOUR_MS = 3_600_000

/** Ends a few days later, and the latest that is possible. */
function laterEnds({ startedAt, endsAt, retiring }: Rotating): Date[] {
  const bounds = [startedAt.getTime() + OVERLAP_HOURS_MOST * HOUR_MS, retiring.expiresAt?.getTime() ?? Infinity]
  const latest = Math.min(...bounds)
  const ends = EXTRA_DAYS.map(days => endsAt.getTime() + days * DAY_MS).filter(end => end < latest)
  return [...ends, latest].filter(end => end > endsAt.getTime()).map(end => new Date(end))
}
