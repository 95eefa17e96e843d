import type { FastifyReply, FastifyRequest } from 'fastify'

/** A cookie as this server sets them: always HttpOnly, SameSite=Lax and for the whole site. */
export interface Cookie {
  name: string
  value: string
  isSecure: boolean
  /** Absent = until the browser is closed. */
  expiresAt?: Date
}

/** A name of RFC 6265 and a value without quotes, commas, semicolons, backslashes or white space. */
const NAME = /^[A-Za-z0-9_-]+$/
const VALUE = /^[A-Za-z0-9!#$%&'()*+./:<=>?@[\]^_`{|}~-]*$/

/** The value of a cookie of the request. Of two with the same name neither counts: one was planted from elsewhere. */
export function readCookie(request: FastifyRequest, name: string): string | undefined {
  const pairs = (request.headers.cookie ?? '').split(';').map(pair => pair.trim())
  const values = pairs.filter(pair => pair.startsWith(`${name}=`)).map(pair => pair.slice(name.length + 1))
  return values.length === 1 && VALUE.test(values[0] ?? '') ? values[0] : undefined
}

/** Adds a Set-Cookie line to the reply. */
export function setCookie(reply: FastifyReply, cookie: Cookie): void {
  if (!NAME.test(cookie.name) || !VALUE.test(cookie.value)) throw new Error(`not a cookie: ${cookie.name}`)
  const parts = [`${cookie.name}=${cookie.value}`, 'Path=/', 'HttpOnly', 'SameSite=Lax']
  if (cookie.isSecure) parts.push('Secure')
  if (cookie.expiresAt !== undefined) parts.push(`Expires=${cookie.expiresAt.toUTCString()}`)
  reply.header('set-cookie', parts.join('; '))
}

/** Makes the browser forget a cookie at once. */
export function clearCookie(reply: FastifyReply, cookie: Pick<Cookie, 'name' | 'isSecure'>): void {
  setCookie(reply, { ...cookie, value: '', expiresAt: new Date(0) })
}
