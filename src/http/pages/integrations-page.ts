import type { IntegrationView } from '../../actions/integration-view.ts'
import { codeBlock, notice } from './controls.ts'
import { ageBar, healthBadge } from './health.ts'
import { type Html, html } from './html.ts'
import { icon } from './icons.ts'
import { accountPage, type Shell } from './layout.ts'
import { integrationPath, integrationsPath } from './paths.ts'
import { cliSnippet, createByApiSnippet, type SnippetContext } from './snippets.ts'
import { counted, daysBetween, type TimeSense, timeAgo } from './time-words.ts'

/** What the list shows. */
export interface IntegrationsPageView {
  shell: Shell
  accountId: string
  sense: TimeSense
  items: readonly IntegrationView[]
  q: string
  nextHref?: string
  isFirstPage: boolean
  canCreate: boolean
  snippets: SnippetContext
  message?: string
}

/** The account's private integrations, or why there should be one. */
export function integrationsPage(view: IntegrationsPageView): string {
  const isEmpty = view.items.length === 0 && view.q === '' && view.isFirstPage
  return accountPage(view.shell, {
    title: 'Private Integrations',
    main: html`<div class="page-head">
        <div><h1>Private Integrations</h1>
        <p class="lead">Give a developer or another product limited access to your account. Each integration has its own token and its own permissions.</p></div>
        ${view.canCreate && !isEmpty && createLink(view.accountId)}
      </div>
      ${view.message !== undefined && notice('ok', view.message)}
      ${worstCase(view)}
      ${isEmpty ? emptyCard(view) : html`${search(view)}${view.items.length === 0 ? noMatch(view) : table(view)}`}
      ${pager(view)}`,
  })
}

/** One banner for the token that is longest overdue, not one for each. */
function worstCase({ items, sense }: IntegrationsPageView): Html | false {
  const overdue = items.filter(
    item => item.state === 'live' && item.rotation.state === 'stable' && item.rotationDueAt <= sense.now,
  )
  const [worst] = overdue.toSorted((a, b) => a.rotationDueAt.getTime() - b.rotationDueAt.getTime())
  if (worst === undefined) return false
  const { createdAt } = worst.rotation.current
  return notice(
    'warn',
    html`<b><bdi>${worst.integration.name}</bdi></b> has used the same token for ${counted(daysBetween(createdAt, sense.now), 'day')}. Rotate tokens every ${counted(daysBetween(createdAt, worst.rotationDueAt), 'day')}. <a href="${integrationPath(worst.integration)}">Review and rotate</a>`,
  )
}

function createLink(accountId: string): Html {
  return html`<a class="button primary" href="${integrationsPath(accountId)}/new">${icon('plus')}Create new integration</a>`
}

function search(view: IntegrationsPageView): Html {
  return html`<form class="search" role="search" action="${integrationsPath(view.accountId)}">
    ${icon('search')}<input class="input" type="search" name="q" value="${view.q}" placeholder="Search integrations" aria-label="Search integrations" maxlength="120" dir="auto">
    <button class="button">Search</button>
  </form>`
}

function pager(view: IntegrationsPageView): Html | false {
  if (view.isFirstPage && view.nextHref === undefined) return false
  return html`<nav class="row after" aria-label="Pages">
    ${!view.isFirstPage && html`<a class="button" href="${integrationsPath(view.accountId)}">First page</a>`}
    ${view.nextHref !== undefined && html`<a class="button" href="${view.nextHref}">Next page</a>`}
  </nav>`
}

function noMatch(view: IntegrationsPageView): Html {
  return html`<div class="card pad empty"><h2>No integrations match “<bdi>${view.q}</bdi>”</h2>
    <p><a class="button" href="${integrationsPath(view.accountId)}">Clear search</a></p></div>`
}

/** Roles are said in full, because the rows become cards on a phone and would lose their meaning as a table. */
function table(view: IntegrationsPageView): Html {
  const headings = ['Name', 'Status', 'Token', 'Token age', 'Last used']
  return html`<table class="card list" role="table" aria-label="Private integrations">
    <thead role="rowgroup"><tr role="row">${headings.map(text => html`<th role="columnheader" scope="col">${text}</th>`)}</tr></thead>
    <tbody role="rowgroup">${view.items.map(item => row(item, view.sense))}</tbody>
  </table>`
}

function row(view: IntegrationView, sense: TimeSense): Html {
  const { integration, rotation } = view
  return html`<tr role="row">
    <td role="cell" class="cell-name"><a class="row-link" href="${integrationPath(integration)}"><bdi>${integration.name}</bdi></a>
      <p class="muted clip-2"><bdi>${integration.description === '' ? 'No description' : integration.description}</bdi></p></td>
    <td role="cell" class="cell-status">${healthBadge(view, sense.now)}</td>
    <td role="cell" class="cell-token"><code>pit_••••${rotation.current.last4}</code></td>
    <td role="cell" class="cell-age">${ageBar(view, sense.now)}</td>
    <td role="cell" class="cell-used muted">${view.lastUsedAt === undefined ? 'Never' : timeAgo(view.lastUsedAt, sense)}</td>
  </tr>`
}

function emptyCard(view: IntegrationsPageView): Html {
  return html`<div class="card pad empty">
    <span class="empty-icon">${icon('plug')}</span>
    <h2>No private integrations yet</h2>
    <p class="lead">A private integration is a token for one app, with only the permissions you pick. You can rotate it without an outage and delete it at any time.</p>
    ${
      view.canCreate
        ? html`<p>${createLink(view.accountId)}</p>
    <details class="more"><summary>Or create one from a terminal</summary>
      ${codeBlock('On the server’s machine', cliSnippet(view.snippets))}
      ${codeBlock('From anywhere, by the management API', createByApiSnippet(view.snippets))}
      <p class="hint">Replace <code>pit_…</code> by a token that has the <code>private-integrations.write</code> scope.</p>
    </details>`
        : html`<p class="muted">To create one, ask an admin for “Create private integrations”.</p>`
    }
  </div>`
}
