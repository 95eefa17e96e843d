import type { FastifyInstance, FastifyRequest } from 'fastify'
import { Problem } from '../../domain/problem.ts'

export const FORM_BYTES_MAX = 64 * 1024
const FIELDS_MAX = 500

/** What a browser sent with a form. A missing field reads as empty text. */
export interface Form {
  text(name: string): string
  all(name: string): string[]
  /** Several fields at once, to show them again. */
  pick(names: readonly string[]): Record<string, string>
}

/** From here down a body is a form or refused: pages take no JSON, and no other route takes forms. */
export function acceptOnlyForms(app: FastifyInstance): void {
  app.removeAllContentTypeParsers()
  app.addContentTypeParser(
    'application/x-www-form-urlencoded',
    { parseAs: 'string', bodyLimit: FORM_BYTES_MAX },
    async (_request: FastifyRequest, text: string) => parseForm(text),
  )
}

/** The form of a request; one without a body reads as a form without fields. */
export function formOf(request: FastifyRequest): Form {
  return (request.body as Form | undefined) ?? parseForm('')
}

/** Reads the fields; line ends become "\n", as they were typed. Throws request_malformed for what no text may hold. */
export function parseForm(text: string): Form {
  const fields = new URLSearchParams(text)
  if (fields.size > FIELDS_MAX) throw new Problem('request_malformed', { detail: 'The form has too many fields.' })
  for (const [name, value] of fields) {
    if (name.includes('\0') || value.includes('\0')) {
      throw new Problem('request_malformed', { detail: 'The form holds the character NUL, which cannot be kept.' })
    }
  }
  const textOf = (name: string) => plain(fields.get(name) ?? '')
  return {
    text: textOf,
    all: name => fields.getAll(name).map(plain),
    pick: names => Object.fromEntries(names.map(name => [name, textOf(name)])),
  }
}

function plain(value: string): string {
  return value.replaceAll('\r\n', '\n').toWellFormed()
}
