import { shownText } from './say.ts'

/** What a letter is made of. */
export interface LetterInput {
  personName: string
  accountName: string
  notices: readonly { title: string; sentence: string }[]
}

export interface Letter {
  subject: string
  text: string
  html: string
}

const SUBJECT_MAX = 150
const WAY = 'Open your settings → Other Settings → Private Integrations to act on it.'
const NO_LINKS =
  'This letter has no links on purpose: whoever sends you one about a token, asking you to follow it, is not us.'

/** One letter about everything that a person is to hear of an account now. It names no address to click. */
export function letterOf({ personName, accountName, notices }: LetterInput): Letter {
  const account = shownText(accountName)
  const shown = notices.map(({ title, sentence }) => ({ title: unlinked(title), sentence: unlinked(sentence) }))
  const greeting = `Hello ${shownText(personName) || 'there'},`
  const why = `You get this because you look after private integrations of ${account}. Which notices reach you by e-mail is yours to choose, under your notification settings.`
  return {
    subject: subjectOf(account, shown),
    text: [greeting, ...shown.map(({ title, sentence }) => `${title}\n${sentence}`), WAY, NO_LINKS, why].join('\n\n'),
    html: htmlOf({ greeting, notices: shown, ending: [WAY, NO_LINKS, why] }),
  }
}

/** A letter about one's own account: to a person by name, in paragraphs, with at most one link. */
export function letterFrom(given: {
  subject: string
  name: string
  paragraphs: readonly string[]
  link?: string
  ending: readonly string[]
}): Letter {
  const { subject, paragraphs, link, ending } = given
  const greeting = `Hello ${shownText(given.name) || 'there'},`
  const linked = link === undefined ? '' : `<p><a href="${escaped(link)}">${escaped(link)}</a></p>`
  const body = paragraphs.map(text => `<p>${escaped(text)}</p>`).join('')
  const small = ending.map(text => `<p style="margin:24px 0 0;color:#666">${escaped(text)}</p>`).join('')
  return {
    subject,
    text: [greeting, ...paragraphs, ...(link === undefined ? [] : [link]), ...ending].join('\n\n'),
    html: pageOf(`<p>${escaped(greeting)}</p>${body}${linked}${small}`),
  }
}

/** Mail programs make links of addresses; whoever names an integration must not put one into our letters. */
function unlinked(text: string): string {
  return text.replace(/\b[a-z][a-z0-9+.-]{0,20}:\/\//gi, '')
}

function subjectOf(account: string, notices: LetterInput['notices']): string {
  const first = notices[0]?.title ?? ''
  const what = notices.length > 1 ? `${first}, and ${notices.length - 1} more` : first
  const subject = shownText(`${account}: ${what}`)
  return subject.length > SUBJECT_MAX ? `${subject.slice(0, SUBJECT_MAX)}…` : subject
}

interface HtmlParts {
  greeting: string
  notices: LetterInput['notices']
  ending: readonly string[]
}

function htmlOf({ greeting, notices, ending }: HtmlParts): string {
  const items = notices.map(
    ({ title, sentence }) =>
      `<h2 style="font-size:16px;margin:24px 0 4px">${escaped(title)}</h2><p style="margin:0">${escaped(sentence)}</p>`,
  )
  const small = ending.map(
    (text, index) =>
      `<p style="margin:${index === 0 ? 24 : 8}px 0 0${index === 0 ? '' : ';color:#666'}">${escaped(text)}</p>`,
  )
  return pageOf(`<p>${escaped(greeting)}</p>${items.join('')}${small.join('')}`)
}

function pageOf(body: string): string {
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"></head><body style="font:15px/1.5 system-ui,sans-serif;max-width:36em;margin:0 auto;padding:16px">${body}</body></html>`
}

const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, mark => ENTITIES[mark] ?? mark)
}
