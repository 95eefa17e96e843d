import type { IntegrationView } from '../../actions/integration-view.ts'
import type { Rotation } from '../../domain/rotation.ts'
import type { Scope } from '../../domain/scope.ts'
import { type ClientSeen, expiryRisk, lastClient, lastUseWords } from './client-words.ts'
import { notice, postForm } from './controls.ts'
import { ageBar, badge, bar, healthBadge } from './health.ts'
import { type Html, html } from './html.ts'
import { icon } from './icons.ts'
import { backLink } from './integration-form-page.ts'
import { accountPage, type Shell } from './layout.ts'
import { integrationPath, integrationsPath } from './paths.ts'
import { exactTime, spanWords, type TimeSense, timeAgo } from './time-words.ts'

/** What the page of one integration shows. */
export interface IntegrationPageView {
  shell: Shell
  sense: TimeSense
  view: IntegrationView
  clients: readonly ClientSeen[]
  scopes: readonly Scope[]
  may: { rotate: boolean; edit: boolean; delete: boolean }
  message?: string
}

/** One integration: its token, its permissions, and what can be done with it. */
export function integrationPage(page: IntegrationPageView): string {
  const { integration } = page.view
  return accountPage(page.shell, {
    title: integration.name,
    main: html`<div class="column">
      ${backLink({ href: integrationsPath(integration.accountId), label: 'Private Integrations' })}
      <div class="title-row"><h1><bdi>${integration.name}</bdi></h1>${healthBadge(page.view, page.sense.now)}</div>
      ${integration.description !== '' && html`<p class="lead"><bdi>${integration.description}</bdi></p>`}
      ${page.message !== undefined && notice('ok', page.message)}
      <div class="sections">${stateNotice(page)}${tokenCard(page)}${permissionsCard(page)}${settingsCard(page)}</div>
    </div>`,
  })
}

function stateNotice({ view, sense, shell, may }: IntegrationPageView): Html | false {
  const { integration } = view
  if (view.state === 'expired' && integration.expiresAt !== undefined) {
    return notice('warn', html`Expired ${exactTime(integration.expiresAt, sense)}. Its requests are refused.`)
  }
  if (view.state !== 'disabled') return false
  const enable = postForm(
    { action: integrationPath(integration, 'enable'), formSeal: shell.formSeal, className: 'notice-form' },
    html`<button class="button small">Enable</button>`,
  )
  return notice(
    'warn',
    html`<div class="split"><span>Disabled. Its requests are refused; the token stays the same.</span>${may.edit && enable}</div>`,
  )
}

function tokenCard(page: IntegrationPageView): Html {
  const { view, sense, clients } = page
  const { current } = view.rotation
  const client = lastClient(clients, current.id)
  return html`<section class="card" aria-labelledby="token-title">
    <div class="card-head"><div><h2 id="token-title">Token</h2><p class="muted">Created ${timeAgo(current.createdAt, sense)} by <bdi>${current.createdBy.name}</bdi></p></div>
      ${page.may.rotate && html`<a class="button" href="${integrationPath(view.integration, 'rotate')}">${icon('rotate')}Rotate token</a>`}</div>
    <div class="card-body token-grid">
      <div><p class="token-line"><code>pit_••••${current.last4}</code>${badge('Current', 'ok')}</p>
      <p class="muted">${lastUseWords({ lastUsedAt: current.lastUsedAt, client }, sense)}</p></div>
      ${ageBar(view, sense.now)}
    </div>
    ${view.rotation.state === 'rotating' && overlapCard(page, view.rotation)}
  </section>`
}

function overlapCard(
  { view, sense, clients, may }: IntegrationPageView,
  rotation: Rotation & { state: 'rotating' },
): Html {
  const { retiring, startedAt, endsAt } = rotation
  const leftMs = endsAt.getTime() - sense.now.getTime()
  const part = 1 - leftMs / (endsAt.getTime() - startedAt.getTime())
  const risk = expiryRisk({ ...retiring, client: lastClient(clients, retiring.id), retiredAt: startedAt }, sense)
  const link = (page: string, label: string, look = '') =>
    html`<a class="button${look}" href="${integrationPath(view.integration, page)}">${label}</a>`
  return html`<div class="overlap">
    <div class="split"><p class="token-line"><code>pit_••••${retiring.last4}</code>${badge('Old, still works', 'accent')}</p>
      <p><b>Expires in ${spanWords(leftMs)}</b></p></div>
    ${bar(part, 'accent')}
    <p class="risk${risk.isRisky ? ' risky' : ''}">${risk.words}</p>
    ${
      may.rotate &&
      html`<p class="row">${link('cancel-rotation', 'Cancel rotation')}${link('expire-now', 'Expire old token now', ' danger-text')}
      ${link('extend-overlap', 'Extend overlap')}${link('reissue', 'Reissue new token')}</p>`
    }
  </div>`
}

function permissionsCard({ view, scopes, may }: IntegrationPageView): Html {
  const held = view.integration.scopes.map(
    name => scopes.find(({ scope }) => scope === name) ?? { scope: name, label: name },
  )
  return html`<section class="card" aria-labelledby="permissions-title">
    <div class="card-head"><h2 id="permissions-title">Permissions</h2>
      ${may.edit && html`<a class="button" href="${integrationPath(view.integration, 'edit')}">Edit</a>`}</div>
    <div class="card-body">${
      held.length === 0
        ? html`<p class="muted">None. The token may only ask who it is.</p>`
        : html`<ul class="chips">${held.map(({ scope, label }) => html`<li title="${scope}">${label}</li>`)}</ul>`
    }</div>
  </section>`
}

function settingsCard({ view, may }: IntegrationPageView): Html | false {
  const { integration } = view
  const isLive = view.state === 'live'
  if (!may.delete && !(may.edit && isLive)) return false
  return html`<section class="card" aria-labelledby="settings-title">
    <div class="card-head"><h2 id="settings-title">Stop this integration</h2></div>
    ${
      may.edit &&
      isLive &&
      html`<div class="card-body split"><p>Disable it for a while. <span class="muted">Its requests are refused until you enable it again.</span></p>
      <a class="button" href="${integrationPath(integration, 'disable')}">Disable</a></div>`
    }
    ${
      may.delete &&
      html`<div class="card-body split"><p>Delete it. <span class="muted">Its token stops working for good.</span></p>
      <a class="button danger-text" href="${integrationPath(integration, 'delete')}">Delete</a></div>`
    }
  </section>`
}
