import type { FastifyInstance } from 'fastify'
import type { Services } from './services.ts'

const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "font-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
  "object-src 'none'",
  "require-trusted-types-for 'script'",
].join('; ')

const HSTS = 'max-age=31536000; includeSubDomains'

/** Puts on every reply what the browser must know, and the id by which our log finds the request. */
export function addResponseHeaders(app: FastifyInstance, services: Services): void {
  const isHttps = services.publicUrl.protocol === 'https:'
  app.addHook('onRequest', (request, reply, done) => {
    reply.header('x-request-id', request.id)
    reply.header('x-content-type-options', 'nosniff')
    reply.header('referrer-policy', 'no-referrer')
    if (isHttps) reply.header('strict-transport-security', HSTS)
    if (services.isDraining?.() === true) reply.header('connection', 'close')
    done()
  })
  app.addHook('onSend', async (_request, reply, payload) => {
    if (String(reply.getHeader('content-type') ?? '').startsWith('text/html')) {
      reply.header('content-security-policy', CONTENT_SECURITY_POLICY)
      reply.header('cross-origin-opener-policy', 'same-origin')
    }
    return payload
  })
}

/** Replies made for one caller stay in no cache, of a browser or on the way. */
export function forbidCaching(app: FastifyInstance): void {
  app.addHook('onRequest', (_request, reply, done) => {
    reply.header('cache-control', 'no-store')
    done()
  })
}
