import { readFileSync } from 'node:fs'
import path from 'node:path'
import { PROBLEMS, type ProblemCode } from '../../domain/problem.ts'
import { statusOfKind } from '../problem-reply.ts'
import { type PageRoute, themeOf } from './answer.ts'
import { badge } from './controls.ts'
import { type Html, html } from './html.ts'
import { plainPage } from './layout.ts'

/** What docs/errors.md says under a code's heading, a paragraph each. */
const EXPLAINED = readSections(path.join(import.meta.dirname, '../../../docs/errors.md'))

/** The page to which the `type` of every problem points: `/docs/errors#rotation_in_progress`. */
export const errorsRoutes: PageRoute[] = [
  {
    method: 'GET',
    path: '/docs/errors',
    isPublic: true,
    handle: async request => ({
      html: plainPage({ title: 'Errors', theme: themeOf(request), isWide: true, main: content() }),
    }),
  },
]

/** The codes by status: whoever looks one up holds a reply in hand, and its status is what they saw first. */
const BY_STATUS = groupByStatus(Object.keys(PROBLEMS) as ProblemCode[])

function groupByStatus(codes: ProblemCode[]): [status: number, codes: ProblemCode[]][] {
  const groups = Map.groupBy(codes, code => statusOfKind(PROBLEMS[code].kind))
  return [...groups].sort(([one], [other]) => one - other)
}

function content(): Html {
  return html`<h1>Errors</h1>
    <p class="lead">Every refusal of the management API carries one of these codes. What each means, and how to mend it.</p>
    <nav class="errors-index" aria-label="Codes by status">${BY_STATUS.map(indexOfStatus)}</nav>
    ${BY_STATUS.map(([, codes]) => codes.map(describe))}`
}

function indexOfStatus([status, codes]: [number, ProblemCode[]]): Html {
  const links = codes.map(code => html`<li><a href="#${code}">${code}</a></li>`)
  return html`<p class="errors-status">${status}</p><ul>${links}</ul>`
}

function describe(code: ProblemCode): Html {
  const { kind, says } = PROBLEMS[code]
  const status = statusOfKind(kind)
  return html`<section id="${code}">
    <h2><a href="#${code}"><code>${code}</code></a> ${badge(String(status), status >= 500 ? 'danger' : 'quiet')}</h2>
    <p class="errors-says">${says}</p>
    ${EXPLAINED.get(code)?.map(paragraph => html`<p>${explained(paragraph)}</p>`)}
  </section>`
}

/** "What happened: …" with its first words set off; other paragraphs as they are. */
function explained(paragraph: string): Html[] {
  const [, lead, rest] = /^(What happened|How to mend it): ([^]*)$/.exec(paragraph) ?? []
  return lead === undefined ? inline(paragraph) : [html`<b>${lead}: </b>`, ...inline(rest ?? '')]
}

function readSections(file: string): Map<string, string[]> {
  const sections = readFileSync(file, 'utf8').split(/^## /m).slice(1)
  return new Map(
    sections.map(section => {
      const [heading = '', ...paragraphs] = section.split(/\n{2,}/)
      return [heading.replaceAll('`', '').trim(), paragraphs.map(text => text.trim()).filter(text => text !== '')]
    }),
  )
}

/** Of Markdown only what that page uses: text in backticks. */
function inline(paragraph: string): Html[] {
  return paragraph.split('`').map((text, at) => (at % 2 === 1 ? html`<code>${text}</code>` : html`${text}`))
}
