import type { IncomingHttpHeaders } from 'node:http'

const SAFE_METHODS = new Set(['GET', 'HEAD', 'OPTIONS'])

/** True for methods that change nothing, so that another site may make a browser send them. */
export function isSafeMethod(method: string): boolean {
  return SAFE_METHODS.has(method)
}

/**
 * Whether a request that may change something comes from this server's own pages or from no browser at all. A browser
 * names itself by Origin or Sec-Fetch-Site; one that is too old for both still says Mozilla.
 */
export function isFromOwnPages(headers: IncomingHttpHeaders, publicUrl: URL): boolean {
  const origin = headers.origin
  const site = headers['sec-fetch-site']
  if (site !== undefined && site !== 'same-origin') return false
  // A form of a page that sends no Referer names no origin either; then the browser's other word decides.
  if (origin === 'null' && site === 'same-origin') return true
  if (origin !== undefined && !isOwnOrigin(origin, headers.host ?? '', publicUrl)) return false
  return origin !== undefined || site !== undefined || !/mozilla\//i.test(headers['user-agent'] ?? '')
}

/** The host has been checked against the host list by now, so that what the browser addressed is this server. */
function isOwnOrigin(origin: string, host: string, publicUrl: URL): boolean {
  return origin === publicUrl.origin || origin === `${publicUrl.protocol}//${host.toLowerCase()}`
}
