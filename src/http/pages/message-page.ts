import { type Html, html } from './html.ts'
import { accountPage, plainPage, type Shell, type Theme } from './layout.ts'

/** A page that says one thing and shows one way out. */
export interface Message {
  title: string
  body: Html | string
  wayOut?: { href: string; label: string }
}

/** A message for somebody who is not signed in, or where it makes no difference. */
export function messagePage(theme: Theme, message: Message): string {
  return plainPage({ title: message.title, theme, main: content(message) })
}

/** A message inside an account: the way to the other pages stays. */
export function accountMessagePage(shell: Shell, message: Message): string {
  return accountPage(shell, {
    title: message.title,
    main: html`<div class="card pad message">${content(message)}</div>`,
  })
}

function content(message: Message): Html {
  return html`<h1>${message.title}</h1>
    <p class="lead">${message.body}</p>
    ${message.wayOut && html`<p><a class="button" href="${message.wayOut.href}">${message.wayOut.label}</a></p>`}`
}
