/** Headers whose values are credentials, whoever sent them. */
const SECRET_HEADERS = /authorization|cookie|authenticat|secret|token|signature|api-?key|password/i
/** Tokens and signing secrets of ours, bearer credentials, and what is written behind a name that says it is one. */
const SECRETS: readonly [RegExp, string][] = [
  [/\b(pit|lak)_[0-9A-Za-z]{8,}/g, '$1_•••'],
  [/\bwhsec_[0-9A-Za-z+/=_-]{8,}/g, 'whsec_•••'],
  [/\b(Bearer|Basic) [0-9A-Za-z._~+/=-]{8,}/gi, '$1 •••'],
  [/("(?:[a-z_-]{0,20}(?:secret|password|token|api_?key))"\s{0,5}:\s{0,5}")[^"]+/gi, '$1•••'],
]

/** Text with what looks like a credential taken out. */
export function redactText(text: string): string {
  return SECRETS.reduce((rest, [pattern, instead]) => rest.replace(pattern, instead), text)
}

/** Headers with the values of those that carry credentials taken out. */
export function redactHeaders(headers: Record<string, string>): Record<string, string> {
  const entries = Object.entries(headers).map(([name, value]) => [
    name,
    SECRET_HEADERS.test(name) ? '•••' : redactText(value),
  ])
  return Object.fromEntries(entries)
}
