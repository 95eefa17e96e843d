import { ASSET_PATHS } from './assets.ts'
import { type Html, type HtmlValue, html } from './html.ts'

/** What the person chose; `system` follows the machine. */
export const THEMES = ['system', 'light', 'dark'] as const
export type Theme = (typeof THEMES)[number]

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
