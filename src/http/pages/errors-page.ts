import { readFileSync } from 'node:fs'
import path from 'node:path'
import { PROBLEMS, type ProblemCode } from '../../domain/problem.ts'
import { statusOfKind } from '../problem-reply.ts'
import { type PageRoute, themeOf } from './answer.ts'
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

function content(): Html {
  return html`<h1>Errors</h1>
    <p class="lead">What each code means, and how to mend it.</p>
    ${(Object.keys(PROBLEMS) as ProblemCode[]).map(describe)}`
}

function describe(code: ProblemCode): Html {
  const { kind, says } = PROBLEMS[code]
  return html`<section id="${code}">
    <h2><code>${code}</code></h2>
    <p><strong>${statusOfKind(kind)}</strong> ${says}</p>
    ${EXPLAINED.get(code)?.map(paragraph => html`<p>${inline(paragraph)}</p>`)}
  </section>`
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
