const PATH_LENGTH_MAX = 2000

/** Printable ASCII without backslash: browsers read `/\` as `//` and drop tabs and line ends. */
const PLAIN = /^\/[!-[\]-~]*$/

/** An encoded slash, backslash, control character or percent sign: some server in between would decode them. */
const ENCODED_TRICK = /%(?:2f|5c|25|[01][0-9a-f]|7f)/i

/**
 * Where to go after signing in: a path of this server and nothing else, or undefined. An open redirect would let a
 * link to our sign-in page end on a look-alike that asks for the password again.
 */
export function nextPath(text: string | undefined): string | undefined {
  if (text === undefined || text.length > PATH_LENGTH_MAX) return undefined
  if (!PLAIN.test(text) || text.startsWith('//') || ENCODED_TRICK.test(text)) return undefined
  const base = 'http://here.invalid'
  if (!URL.canParse(text, base)) return undefined
  const url = new URL(text, base)
  return url.origin === base && !url.pathname.startsWith('//') ? url.pathname + url.search : undefined
}
