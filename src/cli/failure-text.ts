import { describeClient } from './consent.ts'
import type { Explained } from './failure.ts'
import type { Client } from './office.ts'
import { plain, type Screen, toJson } from './screen.ts'
import { reflow } from './table.ts'

/** A failure for a program: one JSON document, whose `code` is what to decide by. */
export function failureJson({ code, says, detail, fields = [], facts }: Explained): string {
  return toJson({ error: { code, detail: detail ?? says, fields, ...(facts === undefined ? {} : { facts }) } }, 2)
}

/** A failure for a person: what is wrong, which field, whom it concerns, what to do next. */
export function failureText(explained: Explained, screen: Screen, now: Date): string {
  const { code, kind, says, hint } = explained
  // Who said no, or pressed Ctrl-C, made no error.
  if (kind === 'interrupted' || (kind === 'not_confirmed' && hint === undefined)) return says
  const more = code === 'unexpected' ? [explained.detail ?? ''] : particulars(explained, now)
  const label = screen.bad(screen.bold('Error:'))
  const told = [`${label} ${lines(says)}`, ...more, ...(hint === undefined ? [] : [lines(hint)])]
  return code === 'unexpected' ? told.join('\n') : reflow(told.join('\n').split('\n'), screen.columns).join('\n')
}

function particulars({ detail, fields = [], facts }: Explained, now: Date): string[] {
  const isToldByFields = fields.length > 0 && fields.every(({ message }) => detail?.includes(message))
  const clients = Array.isArray(facts?.clients) ? (facts.clients as Client[]) : []
  return [
    ...(detail === undefined || isToldByFields ? [] : [plain(detail)]),
    ...fields.map(({ field, message }) => plain(`${field}: ${message}`)),
    ...clients.map(client => describeClient(client, now)),
  ].map(line => `  ${line}`)
}

/** Our own sentences may have several lines; what they quote may not steer the terminal. */
function lines(text: string): string {
  return text.split('\n').map(plain).join('\n')
}
