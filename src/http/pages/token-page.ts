import type { Integration } from '../../domain/integration.ts'
import { codeBlock } from './controls.ts'
import { html } from './html.ts'
import { icon } from './icons.ts'
import { accountPage, type Shell } from './layout.ts'
import { integrationPath } from './paths.ts'
import { curlSnippet, envSnippet, type SnippetContext } from './snippets.ts'

/** What the page with the new secret shows. */
export interface TokenPageView {
  shell: Shell
  integration: Pick<Integration, 'accountId' | 'id' | 'name' | 'scopes'>
  secret: string
  /** What happens to the token before this one. */
  about?: string
  snippets: SnippetContext
}

/** The one time a secret is shown. The page is a reply to a form, is never stored, and a reload shows no secret. */
export function tokenPage(view: TokenPageView): string {
  const { integration, secret } = view
  return accountPage(view.shell, {
    title: 'Copy your token now',
    main: html`<div class="column narrow"><div class="card" data-token-page>
      <div class="pad">
        <h1>Copy your token now</h1>
        <p class="lead">This is the only time we show the token for <b><bdi>${integration.name}</bdi></b>. We keep only a fingerprint, so we can’t show it again.${view.about !== undefined && ` ${view.about}`}</p>
        <div class="token-row">
          <input class="input mono" value="${secret}" readonly autofocus spellcheck="false" autocomplete="off" aria-label="Token" dir="ltr" data-select>
          <button type="button" class="button js-only" data-copy>${icon('copy')}<span>Copy token</span></button>
        </div>
        ${codeBlock('.env', envSnippet(secret))}
        ${codeBlock('curl', curlSnippet(view.snippets, secret, integration.scopes))}
        <p class="warn-line">${icon('warning')}<span>Share it only with people you trust, and never by email or chat. Anyone with this token can do what its permissions allow.</span></p>
      </div>
      <form class="card-foot" action="${integrationPath(integration)}">
        <label class="choice inline"><input type="checkbox" required><span>I’ve saved this token in a safe place</span></label>
        <button class="button primary">Done</button>
      </form>
    </div></div>`,
  })
}

/** What a reload of the page above shows: the work was done once, and the secret is gone. */
export function tokenGonePage(view: Pick<TokenPageView, 'shell' | 'integration'> & { last4: string }): string {
  const { integration } = view
  return accountPage(view.shell, {
    title: 'The token was shown already',
    main: html`<div class="column narrow"><div class="card pad message">
      <h1>The token was shown already</h1>
      <p class="lead">The token ending in <code>${view.last4}</code> for <b><bdi>${integration.name}</bdi></b> was shown once and can’t be shown again. Nothing was created twice. If nobody saved it, rotate the token to get a new one.</p>
      <p class="row"><a class="button primary" href="${integrationPath(integration)}">Open the integration</a>
      <a class="button" href="${integrationPath(integration, 'rotate')}">Rotate token</a></p>
    </div></div>`,
  })
}
