import { ASSET_PATHS } from './assets.ts'
import { postForm } from './controls.ts'
import { type Html, type HtmlValue, html } from './html.ts'
import { icon } from './icons.ts'

/** What the person chose; `system` follows the machine. */
export const THEMES = ['system', 'light', 'dark'] as const
export type Theme = (typeof THEMES)[number]

/** What every page for a signed-in person shows around its content. */
export interface Shell {
  theme: Theme
  formSeal: string
  user: { name: string; email: string }
  /** Where this page is, to come back to after choosing a theme. */
  path: string
  accounts: { name: string; href: string; isCurrent: boolean }[]
}

/** A page outside of any account: one card in the middle. */
export function plainPage(page: { title: string; theme: Theme; isWide?: boolean; main: HtmlValue }): string {
  return document(
    page,
    html`<div class="plain${page.isWide && ' wide'}">
      <header class="brand"><span class="logo" aria-hidden="true">R</span> Referins</header>
      <main id="main" class="card pad">${page.main}</main>
    </div>`,
  )
}

/** A page of an account: top bar, account switcher, content. */
export function accountPage(shell: Shell, page: { title: string; main: HtmlValue }): string {
  const body = html`<a class="skip" href="#main">Skip to content</a>
    <header class="top">
      <a class="brand" href="/"><span class="logo" aria-hidden="true">R</span> Referins</a>
      <span class="slash" aria-hidden="true">/</span>
      ${accountSwitcher(shell)}
      ${userMenu(shell)}
    </header>
    <main id="main" class="content" tabindex="-1">${page.main}</main>`
  return document({ title: page.title, theme: shell.theme }, body)
}

function document(head: { title: string; theme: Theme }, body: Html): string {
  const theme = head.theme !== 'system' && html` data-theme="${head.theme}"`
  return html`<!doctype html>
<html lang="en" dir="ltr"${theme}>
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${head.title} · Referins</title>
<link rel="icon" href="${ASSET_PATHS.icon}" type="image/svg+xml">
<link rel="preload" href="${ASSET_PATHS.latinFont}" as="font" type="font/woff2" crossorigin>
<link rel="stylesheet" href="${ASSET_PATHS.styles}">
<script src="${ASSET_PATHS.script}" defer></script>
</head>
<body>${body}</body>
</html>`.markup
}

function accountSwitcher(shell: Shell): Html {
  const current = shell.accounts.find(account => account.isCurrent)
  return html`<details class="menu switcher">
    <summary><span class="hidden">Account:</span> <bdi class="clip">${current?.name ?? 'Choose an account'}</bdi>${icon('chevrons')}</summary>
    <nav class="popover" aria-label="Accounts"><p class="menu-title">Accounts</p><ul>${shell.accounts.map(
      account =>
        html`<li><a href="${account.href}"${account.isCurrent && html` aria-current="true"`}><bdi>${account.name}</bdi>${account.isCurrent && icon('check')}</a></li>`,
    )}</ul></nav>
  </details>`
}

function userMenu(shell: Shell): Html {
  const themes = THEMES.map(
    theme =>
      html`<button name="theme" value="${theme}" aria-pressed="${String(theme === shell.theme)}">${theme === 'system' ? 'System' : theme === 'light' ? 'Light' : 'Dark'}</button>`,
  )
  return html`<details class="menu user">
    <summary><span class="avatar">${initials(shell.user.name)}</span> <span class="hidden">Your menu, ${shell.user.name}</span></summary>
    <div class="popover">
      <p class="menu-who"><bdi>${shell.user.name}</bdi><br><bdi class="muted">${shell.user.email}</bdi></p>
      <p class="menu-title" id="theme-title">Theme</p>
      ${postForm(
        { action: '/theme', formSeal: shell.formSeal, className: 'segments' },
        html`<input type="hidden" name="next" value="${shell.path}"><div role="group" aria-labelledby="theme-title">${themes}</div>`,
      )}
      ${postForm({ action: '/sign-out', formSeal: shell.formSeal, className: 'menu-form' }, html`<button>Sign out</button>`)}
    </div>
  </details>`
}

function initials(name: string): string {
  const words = name.trim().split(/\s+/)
  const letters = [words[0], words.length > 1 ? words.at(-1) : undefined].map(word => [...(word ?? '')][0] ?? '')
  return letters.join('').toUpperCase()
}
