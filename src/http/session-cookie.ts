import type { FastifyReply, FastifyRequest } from 'fastify'
import { clearCookie, readCookie, setCookie } from './cookie.ts'

/**
 * The session cookie's name. Over https the `__Host-` prefix makes the browser refuse it from a sub-domain or over http;
 * on http (a first try on loopback) such a cookie would never be kept, so it goes by its plain name.
 */
export function sessionCookieName(publicUrl: URL): string {
  return isSecure(publicUrl) ? '__Host-pit_session' : 'pit_session'
}

/** The session's secret as the browser sent it, not yet checked. */
export function readSessionCookie(request: FastifyRequest, publicUrl: URL): string | undefined {
  return readCookie(request, sessionCookieName(publicUrl))
}

/** Hands the browser a session: Secure on https, HttpOnly, SameSite=Lax, for the whole host and no other. */
export function setSessionCookie(
  reply: FastifyReply,
  publicUrl: URL,
  session: { sessionSecret: string; expiresAt: Date },
): void {
  setCookie(reply, {
    name: sessionCookieName(publicUrl),
    value: session.sessionSecret,
    isSecure: isSecure(publicUrl),
    expiresAt: session.expiresAt,
  })
}

/** Makes the browser forget its session; the session itself ends by `signOut`. */
export function clearSessionCookie(reply: FastifyReply, publicUrl: URL): void {
  clearCookie(reply, { name: sessionCookieName(publicUrl), isSecure: isSecure(publicUrl) })
}

function isSecure(publicUrl: URL): boolean {
  return publicUrl.protocol === 'https:'
}
