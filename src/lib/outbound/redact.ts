/** Names of headers and fields whose values are credentials, whoever sent them. */
const SECRET_HEADERS = /authorization|cookie|authenticat|secret|token|signature|api-?key|password/i
const SECRET_FIELDS = /(?:secret|password|token|api_?key)$/i
/** Tokens and signing secrets of ours, and bearer credentials. */
const SECRETS: readonly [RegExp, string][] = [
  [/\b(pit|lak)_[0-9A-Za-z]{8,}/g, '$1_•••'],
  [/\bwhsec_[0-9A-Za-z+/=_-]{8,}/g, 'whsec_•••'],
  [/\b(Bearer|Basic) [0-9A-Za-z._~+/=-]{8,}/gi, '$1 •••'],
]
/** A field of JSON and its text. */
const FIELD = /("([a-z_-]+)"\s*:\s*")[^"]+/gi

/** Text with what looks like a credential taken out, or is written behind a name that says it is one. */
export function redactText(text: string): string {
  const known = SECRETS.reduce((rest, [pattern, instead]) => rest.replace(pattern, instead), text)
  return known.replace(FIELD, (field: string, upToValue: string, name: string) =>
    SECRET_FIELDS.test(name) ? `${upToValue}•••` : field,
  )
}

/** Headers with the values of those that carry credentials taken out. */
export function redactHeaders(headers: Record<string, string>): Record<string, string> {
  const entries = Object.entries(headers).map(([name, value]) => [
    name,
    SECRET_HEADERS.test(name) ? '•••' : redactText(value),
  ])
  return Object.fromEntries(entries)
}
