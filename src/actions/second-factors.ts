import { Problem } from '../domain/problem.ts'
import { EVERY_TENANT, type Sql } from '../lib/database.ts'
import { matchingStep, newTotpSecret, totpUri } from '../lib/totp.ts'
import { findEmailChangeOf } from '../store/email-changes.ts'
import { listPasskeysOf, type Passkey } from '../store/passkeys.ts'
import {
  countRecoveryCodes,
  deleteTotpSecret,
  findTotpSecret,
  putTotpSecret,
  replaceRecoveryCodes,
  takeTotpStep,
} from '../store/second-factors.ts'
import { findPasswordHash, lockUser, needsSecondFactor } from '../store/users.ts'
import { newRecoveryCodes, openSecret, sealSecret } from './codes.ts'
import type { Deps } from './deps.ts'
import { recordForPerson } from './personal-record.ts'
import { requireRecentProof } from './recent-proof.ts'
import type { SessionActor } from './sessions.ts'

type FactorDeps = Pick<Deps, 'database' | 'clock' | 'ids' | 'keys'>

/** By what a person can prove who they are beside the password. */
export type FactorKind = 'code' | 'recoveryCode' | 'passkey'

/** How a person signs in, as they see it themselves. */
export interface SignInSetup {
  hasPassword: boolean
  /** A new address that waits to be confirmed. */
  emailChange: { email: string; expiresAt: Date } | undefined
  /** The password is too short to stand alone: the last second factor can't go. */
  passwordNeedsSecondFactor: boolean
  totpSince: Date | undefined
  passkeys: Passkey[]
  recoveryCodesLeft: number
}

const ISSUER = 'Referins'

/** Which second factors a person has; none = the password alone signs them in. */
export async function factorsOf(db: Sql, userId: string): Promise<FactorKind[]> {
  const hasCode = (await findTotpSecret(db, userId))?.confirmedAt !== undefined
  const hasPasskey = (await listPasskeysOf(db, userId)).length > 0
  if (!hasCode && !hasPasskey) return []
  return [...(hasCode ? ['code' as const] : []), 'recoveryCode', ...(hasPasskey ? ['passkey' as const] : [])]
}

/** Which second factors a signed-in person has. */
export function listFactors(deps: Pick<Deps, 'database'>, actor: SessionActor): Promise<FactorKind[]> {
  return deps.database.read(EVERY_TENANT, db => factorsOf(db, actor.userId))
}

/** What a person has set up to sign in. */
export async function getSignInSetup(
  deps: Pick<Deps, 'database' | 'clock'>,
  actor: SessionActor,
): Promise<SignInSetup> {
  const { userId } = actor
  return deps.database.read(EVERY_TENANT, async db => ({
    hasPassword: (await findPasswordHash(db, userId)) !== undefined,
    emailChange: await findEmailChangeOf(db, userId, deps.clock.now()),
    passwordNeedsSecondFactor: await needsSecondFactor(db, userId),
    totpSince: (await findTotpSecret(db, userId))?.confirmedAt,
    passkeys: await listPasskeysOf(db, userId),
    recoveryCodesLeft: await countRecoveryCodes(db, userId),
  }))
}

/** Makes a seed for an authenticator app. It counts once a code of it has come back; one that works stays until then. */
export async function startTotp(deps: FactorDeps, actor: SessionActor): Promise<{ secret: string; uri: string }> {
  requireRecentProof(deps, actor)
  const { userId, email } = actor
  const secret = newTotpSecret()
  await deps.database.transact(EVERY_TENANT, async db => {
    await lockUser(db, userId)
    const old = await findTotpSecret(db, userId, true)
    if (old?.confirmedAt !== undefined) {
      throw new Problem('input_invalid', { detail: 'Remove the authenticator app that is set up, then add another.' })
    }
    const version = (old?.version ?? 0) + 1
    const secretSealed = sealSecret(deps.keys, { userId, version }, secret)
    await putTotpSecret(db, { userId, secretSealed, version, createdAt: deps.clock.now() })
  })
  return { secret, uri: totpUri({ issuer: ISSUER, label: email, secret }) }
}

/**
 * Takes the first code of a new seed: from now on signing in asks for one. Gives recovery codes where this is the first
 * second factor. Throws totp_not_started, proof_refused.
 */
export async function confirmTotp(
  deps: FactorDeps,
  actor: SessionActor,
  input: { code: string },
): Promise<{ recoveryCodes: string[] | undefined }> {
  requireRecentProof(deps, actor)
  const { userId } = actor
  return deps.database.transact(EVERY_TENANT, async db => {
    const at = deps.clock.now()
    await lockUser(db, userId)
    const before = await factorsOf(db, userId)
    const secret = await findTotpSecret(db, userId, true)
    if (secret === undefined || secret.confirmedAt !== undefined) throw new Problem('totp_not_started')
    const step = matchingStep(openSecret(deps.keys, secret), input.code.replaceAll(/\s/g, ''), { at })
    if (step === undefined) throw new Problem('proof_refused')
    await takeTotpStep(db, { userId, step, confirmedAt: at })
    await recordFactor(deps, db, { actor, action: 'second_factor.added', factor: 'code' })
    return { recoveryCodes: await firstRecoveryCodes(deps, db, { userId, before }) }
  })
}

/** Recovery codes come with the first second factor: who loses it must not be locked out. */
export async function firstRecoveryCodes(
  deps: Pick<Deps, 'keys' | 'clock'>,
  db: Sql,
  { userId, before }: { userId: string; before: readonly FactorKind[] },
): Promise<string[] | undefined> {
  return before.length > 0 ? undefined : replaceCodes(deps, db, userId)
}

/** Removes the authenticator app. Throws second_factor_needed where the password cannot stand alone. */
export async function removeTotp(deps: FactorDeps, actor: SessionActor): Promise<void> {
  requireRecentProof(deps, actor)
  await deps.database.transact(EVERY_TENANT, async db => {
    const user = await lockUser(db, actor.userId)
    const wasThere = (await findTotpSecret(db, actor.userId, true))?.confirmedAt !== undefined
    await deleteTotpSecret(db, actor.userId)
    await afterRemoval(deps, db, { actor, needsFactor: user?.passwordNeedsSecondFactor === true })
    if (wasThere) await recordFactor(deps, db, { actor, action: 'second_factor.removed', factor: 'code' })
  })
}

/** What follows when a factor has gone: with the last one the recovery codes go, and a short password can't stay. */
export async function afterRemoval(
  deps: Pick<Deps, 'clock'>,
  db: Sql,
  { actor, needsFactor }: { actor: SessionActor; needsFactor: boolean },
): Promise<void> {
  if ((await factorsOf(db, actor.userId)).length > 0) return
  if (needsFactor) throw new Problem('second_factor_needed')
  await replaceRecoveryCodes(db, actor.userId, { hashes: [], createdAt: deps.clock.now() })
}

/** Fresh recovery codes; those from before are void. Throws input_invalid without a second factor. */
export async function renewRecoveryCodes(deps: FactorDeps, actor: SessionActor): Promise<string[]> {
  requireRecentProof(deps, actor)
  return deps.database.transact(EVERY_TENANT, async db => {
    await lockUser(db, actor.userId)
    if ((await factorsOf(db, actor.userId)).length === 0) {
      throw new Problem('input_invalid', { detail: 'Add an authenticator app or a passkey first.' })
    }
    await recordFactor(deps, db, { actor, action: 'recovery_codes.renewed' })
    return replaceCodes(deps, db, actor.userId)
  })
}

/** One audit entry about a person's factors, in each of their accounts. */
export async function recordFactor(
  deps: Pick<Deps, 'ids' | 'clock'>,
  db: Sql,
  { actor, action, ...after }: { actor: SessionActor; action: string; factor?: string; name?: string },
): Promise<void> {
  const user = { id: actor.userId, name: actor.name }
  await recordForPerson(deps, db, { user, actor, action, after, at: deps.clock.now() })
}

async function replaceCodes(deps: Pick<Deps, 'keys' | 'clock'>, db: Sql, userId: string): Promise<string[]> {
  const { codes, hashes } = newRecoveryCodes(deps.keys)
  await replaceRecoveryCodes(db, userId, { hashes, createdAt: deps.clock.now() })
  return codes
}
