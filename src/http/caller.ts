import type { LiveSession } from '../actions/sessions.ts'
import type { Actor } from '../domain/actor.ts'
import type { Principal } from '../domain/principal.ts'

/** Who calls, once known: a signed-in person or a token. */
export type Caller =
  | { kind: 'user'; actor: Actor & { kind: 'user' }; session: LiveSession & { sessionSecret: string } }
  | { kind: 'token'; actor: Actor & { kind: 'token' }; principal: Principal }

declare module 'fastify' {
  interface FastifyRequest {
    caller: Caller | undefined
    /** True if the whole body was there before the caller was looked up. */
    isBodyOlderThanCaller: boolean
  }
}
