import type { Actor } from '../domain/actor.ts'
import { Problem } from '../domain/problem.ts'
import type { Deps } from './deps.ts'

/** So long a person with a session counts as the one who signed in, for what makes or kills secrets. */
export const PROOF_MS = 10 * 60_000

/**
 * Asks a person for a proof of the last ten minutes: a session left open, or stolen, makes no tokens and changes no
 * rights. Tokens, the operator at the machine and the server itself have no session. Throws reauthentication_required.
 */
export function requireRecentProof({ clock }: Pick<Deps, 'clock'>, actor: Actor): void {
  if (actor.kind !== 'user' || actor.provenAt === undefined) return
  if (clock.now().getTime() - actor.provenAt.getTime() < PROOF_MS) return
  const facts = { maxAgeSeconds: PROOF_MS / 1000, provenAt: actor.provenAt.toISOString() }
  throw new Problem('reauthentication_required', { facts })
}
