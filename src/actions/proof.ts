import type { AuthenticationResponseJSON } from '@simplewebauthn/server'
import { Problem } from '../domain/problem.ts'
import { EVERY_TENANT } from '../lib/database.ts'
import { networkOf } from '../lib/networks.ts'
import { isPasswordRight } from '../lib/passwords.ts'
import { findPasswordHash } from '../store/users.ts'
import { takeCode } from './codes.ts'
import { noteFailedSignIn } from './failed-sign-ins.ts'
import { takePasskey } from './passkeys.ts'
import { listFactors } from './second-factors.ts'
import type { SessionActor } from './sessions.ts'
import type { SignInDeps, Site } from './sign-in-deps.ts'

/** By what a person shows that it is they: one of the three. */
export type Proof = { password: string } | { code: string } | { passkey: AuthenticationResponseJSON }

/**
 * Confirms that it is still the same person. Who has a second factor shows that: a password alone is what a phisher has,
 * and would be enough to take the factor away. Throws proof_not_enough with facts.methods, and what checkProof throws.
 */
export async function confirmIdentity(
  deps: SignInDeps,
  actor: SessionActor,
  input: { proof: Proof; site: Site },
): Promise<void> {
  if ('password' in input.proof) {
    const methods = await listFactors(deps, actor)
    if (methods.length > 0) throw new Problem('proof_not_enough', { facts: { methods } })
  }
  await checkProof(deps, actor, input)
}

/** Checks a proof of a signed-in person. Throws proof_refused, or sign_in_limited after ten failures. */
export async function checkProof(
  deps: SignInDeps,
  actor: SessionActor,
  { proof, site }: { proof: Proof; site: Site },
): Promise<void> {
  const { proofs } = deps.signInLimits
  const key = `proof ${actor.userId}`
  const waitMs = await proofs.admit(key)
  if (waitMs > 0) throw new Problem('sign_in_limited', { facts: { retryAfterSeconds: Math.ceil(waitMs / 1000) } })
  if (await isProof(deps, actor, { proof, site })) return proofs.succeeded(key)
  const reason = 'password' in proof ? 'password' : 'code' in proof ? 'code' : 'passkey'
  noteFailedSignIn(deps, { user: { id: actor.userId, name: actor.name }, reason, origin: actor.origin })
  throw new Problem('proof_refused')
}

async function isProof(
  deps: SignInDeps,
  { userId, origin }: SessionActor,
  { proof, site }: { proof: Proof; site: Site },
): Promise<boolean> {
  const { database } = deps
  if ('password' in proof) {
    const hash = await database.read(EVERY_TENANT, db => findPasswordHash(db, userId))
    return isPasswordRight(proof.password, hash, networkOf(origin.ip ?? ''))
  }
  if ('code' in proof) {
    const taken = { userId, code: proof.code, at: deps.clock.now() }
    return (await database.transact(EVERY_TENANT, db => takeCode(deps, db, taken))) !== undefined
  }
  return (await takePasskey(deps, { site, response: proof.passkey, isAlone: false }))?.id === userId
}
