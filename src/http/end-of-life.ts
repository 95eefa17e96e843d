import type { FastifyReply } from 'fastify'
import type { Principal } from '../domain/principal.ts'

/**
 * Tells a caller with a retiring secret since when it is old and when it dies: Deprecation (RFC 9745) and Sunset
 * (RFC 8594). Absent on every other call, so that a client may alarm on their mere presence.
 */
export function announceEndOfLife(reply: FastifyReply, principal: Principal): void {
  for (const [name, value] of Object.entries(endOfLifeHeaders(principal))) reply.header(name, value)
}

/** The same as a record: empty for every other secret. */
export function endOfLifeHeaders({ retiringSince, endsAt }: Principal): Record<string, string> {
  if (retiringSince === undefined || endsAt === undefined) return NONE
  return { deprecation: `@${Math.floor(retiringSince.getTime() / 1000)}`, sunset: endsAt.toUTCString() }
}

const NONE: Record<string, string> = {}
