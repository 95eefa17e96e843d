import type { Actor } from '../domain/actor.ts'
import type { Principal } from '../domain/principal.ts'

/** Who calls, once known: a signed-in person or a token. */
export type Caller =
  | { kind: 'user'; actor: Actor & { kind: 'user' }; sessionSecret: string }
  | { kind: 'token'; actor: Actor & { kind: 'token' }; principal: Principal }

declare module 'fastify' {
  interface FastifyRequest {
    caller: Caller | undefined
  }
}
