import type { AuthenticationResponseJSON } from '@simplewebauthn/server'
import type { Origin } from '../domain/actor.ts'
import { Problem } from '../domain/problem.ts'
import type { User } from '../domain/user.ts'
import { EVERY_TENANT } from '../lib/database.ts'
import { randomBase62 } from '../lib/ids.ts'
import { networkOf } from '../lib/networks.ts'
import { isPasswordRight } from '../lib/passwords.ts'
import { sha256 } from '../lib/secrets.ts'
import {
  deletePendingSignIn,
  findPendingSignIn,
  insertPendingSignIn,
  tryPendingSignIn,
} from '../store/pending-sign-ins.ts'
import { findUser, findUserByEmail } from '../store/users.ts'
import { takeCode } from './codes.ts'
import { noteFailedSignIn } from './failed-sign-ins.ts'
import { knownDevice, markDevice } from './known-devices.ts'
import { takePasskey } from './passkeys.ts'
import { type FactorKind, factorsOf } from './second-factors.ts'
import { type SignedIn, startSession } from './sessions.ts'
import type { SignInDeps, Site } from './sign-in-deps.ts'
import type { SignInAttempt } from './sign-in-limits.ts'

const PENDING_MS = 10 * 60_000
/** Wrong codes per sign-in; then the password is asked for again. */
const TRIES_MAX = 5
const SECRET_LENGTH = 43
const EMAIL_LENGTH_MAX = 320
const PASSWORD_LENGTH_MAX = 1024

/** What a person types, and in which browser. */
export interface SignInInput {
  email: string
  password: string
  /** Of an authenticator app, or a recovery code; then no second step is needed. */
  code?: string | undefined
  /** The mark that the browser got when the person signed in there before. */
  deviceMark?: string | undefined
  origin: Origin
}

/** Signed in, and a mark for the browser; or the second step is still to come. */
export type SignInOutcome =
  | ({ isDone: true; deviceMark: string } & SignedIn)
  | { isDone: false; pendingSecret: string; methods: FactorKind[]; expiresAt: Date }

/**
 * Signs a person in, or takes the first of two steps. An unknown address and a wrong password take as long and read the
 * same. Throws sign_in_failed, second_factor_failed, or sign_in_limited with facts.retryAfterSeconds.
 */
export async function signIn(deps: SignInDeps, input: SignInInput): Promise<SignInOutcome> {
  // Longer ones belong to nobody.
  if (input.email.length > EMAIL_LENGTH_MAX || input.password.length > PASSWORD_LENGTH_MAX) {
    throw new Problem('sign_in_failed')
  }
  const device = knownDevice(deps, { email: input.email, mark: input.deviceMark })
  const user = await checkPassword(deps, input, { email: input.email, ip: input.origin.ip, device })
  const methods = await deps.database.read(EVERY_TENANT, db => factorsOf(db, user.id))
  if (methods.length === 0) return finish(deps, user, { origin: input.origin, method: 'password' })
  const pending = await startSecondStep(deps, user)
  if (input.code === undefined) return { isDone: false, ...pending, methods }
  return finishSignIn(deps, { ...pending, code: input.code, origin: input.origin })
}

async function checkPassword(deps: SignInDeps, input: SignInInput, attempt: SignInAttempt): Promise<User> {
  const { signInLimits } = deps
  refuseWhileLimited(await signInLimits.admit(attempt))
  const user = await deps.database.read(EVERY_TENANT, db => findUserByEmail(db, input.email))
  const source = networkOf(input.origin.ip ?? '')
  if (!(await isPasswordRight(input.password, user?.passwordHash, source)) || user === undefined) {
    if (user !== undefined) noteFailedSignIn(deps, { user, reason: 'password', origin: input.origin })
    throw new Problem('sign_in_failed')
  }
  await signInLimits.succeeded(attempt)
  const { passwordHash: _, ...person } = user
  return person
}

async function startSecondStep(deps: SignInDeps, user: User): Promise<{ pendingSecret: string; expiresAt: Date }> {
  const createdAt = deps.clock.now()
  const expiresAt = new Date(createdAt.getTime() + PENDING_MS)
  const pendingSecret = randomBase62(SECRET_LENGTH)
  const pending = { secretHash: sha256(pendingSecret), userId: user.id, createdAt, expiresAt }
  await deps.database.transact(EVERY_TENANT, db => insertPendingSignIn(db, pending))
  return { pendingSecret, expiresAt }
}

/** Whose sign-in waits, and by which second factors they can go on; undefined when it is over. */
export async function findSecondStep(
  deps: Pick<SignInDeps, 'database' | 'clock'>,
  pendingSecret: string,
): Promise<{ userId: string; methods: FactorKind[] } | undefined> {
  return deps.database.read(EVERY_TENANT, async db => {
    const pending = await findPendingSignIn(db, sha256(pendingSecret), deps.clock.now())
    return pending && { userId: pending.userId, methods: await factorsOf(db, pending.userId) }
  })
}

/** The second step: a code or a passkey. Throws sign_in_expired, second_factor_failed, sign_in_limited. */
export async function finishSignIn(
  deps: SignInDeps,
  input: { pendingSecret: string; origin: Origin } & (
    | { code: string }
    | { passkey: AuthenticationResponseJSON; site: Site }
  ),
): Promise<SignInOutcome & { isDone: true }> {
  const { database, clock, signInLimits } = deps
  const secretHash = sha256(input.pendingSecret)
  const known = await findSecondStep(deps, input.pendingSecret)
  if (known === undefined) throw new Problem('sign_in_expired')
  const key = `code ${known.userId}`
  refuseWhileLimited(await signInLimits.proofs.admit(key))
  const pending = await database.transact(EVERY_TENANT, db =>
    tryPendingSignIn(db, secretHash, { now: clock.now(), triesMax: TRIES_MAX }),
  )
  const user = pending && (await database.read(EVERY_TENANT, db => findUser(db, pending.userId)))
  if (user === undefined) throw new Problem('sign_in_expired')
  const method = await takeFactor(deps, user, input)
  if (method === undefined) {
    noteFailedSignIn(deps, { user, reason: 'code' in input ? 'code' : 'passkey', origin: input.origin })
    throw new Problem('second_factor_failed')
  }
  await signInLimits.proofs.succeeded(key)
  await database.transact(EVERY_TENANT, db => deletePendingSignIn(db, secretHash))
  return finish(deps, user, { origin: input.origin, method })
}

async function takeFactor(
  deps: SignInDeps,
  user: User,
  input: { code: string } | { passkey: AuthenticationResponseJSON; site: Site },
) {
  if ('code' in input) {
    const taken = { userId: user.id, code: input.code, at: deps.clock.now() }
    return deps.database.transact(EVERY_TENANT, db => takeCode(deps, db, taken))
  }
  const owner = await takePasskey(deps, { site: input.site, response: input.passkey, isAlone: false })
  return owner?.id === user.id ? ('passkey' as const) : undefined
}

/**
 * Signs a person in by a passkey alone: it is something they have, and the device has made sure of who they are.
 * Throws second_factor_failed, sign_in_limited.
 */
export async function signInByPasskey(
  deps: SignInDeps,
  input: { site: Site; response: AuthenticationResponseJSON; origin: Origin },
): Promise<SignInOutcome & { isDone: true }> {
  const key = `passkey ${networkOf(input.origin.ip ?? '')}`
  refuseWhileLimited(await deps.signInLimits.proofs.admit(key))
  const user = await takePasskey(deps, { ...input, isAlone: true })
  if (user === undefined) throw new Problem('second_factor_failed')
  await deps.signInLimits.proofs.succeeded(key)
  return finish(deps, user, { origin: input.origin, method: 'passkey' })
}

async function finish(
  deps: SignInDeps,
  user: User,
  { origin, method }: { origin: Origin; method: 'password' | 'code' | 'recovery_code' | 'passkey' },
): Promise<SignInOutcome & { isDone: true }> {
  const session = await startSession(deps, user, { ...origin, method })
  return { isDone: true, ...session, deviceMark: markDevice(deps, user.email) }
}

function refuseWhileLimited(waitMs: number): void {
  if (waitMs > 0) throw new Problem('sign_in_limited', { facts: { retryAfterSeconds: Math.ceil(waitMs / 1000) } })
}
