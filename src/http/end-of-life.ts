import type { FastifyReply } from 'fastify'
import type { Principal } from '../domain/principal.ts'

/**
 * Tells a caller with a retiring secret that and when it dies: Deprecation (RFC 9745, a structured date) and Sunset
 * (RFC 8594). Absent on every other call, so that a client may alarm on their mere presence.
 */
export function announceEndOfLife(reply: FastifyReply, principal: Principal, now: Date): void {
  if (!principal.isRetiring || principal.endsAt === undefined) return
  reply.header('deprecation', `@${Math.floor(now.getTime() / 1000)}`)
  reply.header('sunset', principal.endsAt.toUTCString())
}
