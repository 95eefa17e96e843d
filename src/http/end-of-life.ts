import type { FastifyReply } from 'fastify'
import type { Principal } from '../domain/principal.ts'

/**
 * Tells a caller with a retiring secret since when it is old and when it dies: Deprecation (RFC 9745) and Sunset
 * (RFC 8594). Absent on every other call, so that a client may alarm on their mere presence.
 */
export function announceEndOfLife(reply: FastifyReply, principal: Principal): void {
  if (principal.retiringSince === undefined || principal.endsAt === undefined) return
  reply.header('deprecation', `@${Math.floor(principal.retiringSince.getTime() / 1000)}`)
  reply.header('sunset', principal.endsAt.toUTCString())
}
