import { type Html, html } from './html.ts'
import { plainPage, type Theme } from './layout.ts'

/** A page that says one thing and shows one way out. */
export interface Message {
  title: string
  body: Html | string
  wayOut?: { href: string; label: string }
}

/** The whole page of a message, signed in or not. */
export function messagePage(theme: Theme, message: Message): string {
  return plainPage({ title: message.title, theme, main: content(message) })
}

function content(message: Message): Html {
  return html`<h1>${message.title}</h1>
    <p class="lead">${message.body}</p>
    ${message.wayOut && html`<p><a class="button" href="${message.wayOut.href}">${message.wayOut.label}</a></p>`}`
}
