import type { FastifyReply, FastifyRequest } from 'fastify'
import { clearCookie, readCookie, setCookie } from '../cookie.ts'
import { queryOf } from './answer.ts'
import type { PageServices } from './page-services.ts'

const SECRET = /^[0-9A-Za-z]{43}$/
const COOKIE_MS = 3_600_000

/** A page that a single-use link leads to, and the cookie that its secret goes into. */
export interface LinkPage {
  path: string
  cookie: string
}

/**
 * Takes a link's secret out of the address, into a cookie, before anything is shown: it must not end in histories,
 * screenshots or Referer headers. True when the browser has to load the page again, without it.
 */
export function hideSecret(
  services: PageServices,
  { request, reply }: { request: FastifyRequest; reply: FastifyReply },
  page: LinkPage,
): boolean {
  const inLink = queryOf(request, 'code')
  if (inLink === undefined) return false
  const expiresAt = new Date(services.deps.clock.now().getTime() + COOKIE_MS)
  if (SECRET.test(inLink)) setCookie(reply, { ...cookieOf(services, page), value: inLink, expiresAt })
  else clearCookie(reply, cookieOf(services, page))
  return true
}

/** The secret of the link that was opened; undefined without one. */
export function readSecret(services: PageServices, request: FastifyRequest, page: LinkPage): string | undefined {
  return readCookie(request, cookieOf(services, page).name)
}

/** Forgets the link: it was used. */
export function forgetSecret(services: PageServices, reply: FastifyReply, page: LinkPage): void {
  clearCookie(reply, cookieOf(services, page))
}

function cookieOf({ publicUrl }: PageServices, { cookie }: LinkPage): { name: string; isSecure: boolean } {
  const isSecure = publicUrl.protocol === 'https:'
  return { name: isSecure ? `__Host-${cookie}` : cookie, isSecure }
}
