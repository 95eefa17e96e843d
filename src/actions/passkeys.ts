import type {
  AuthenticationResponseJSON,
  PublicKeyCredentialCreationOptionsJSON,
  PublicKeyCredentialRequestOptionsJSON,
  RegistrationResponseJSON,
} from '@simplewebauthn/server'
import { invalid, Problem } from '../domain/problem.ts'
import type { User } from '../domain/user.ts'
import { newChallenge, type ReadChallenge, readChallenge } from '../lib/challenges.ts'
import { EVERY_TENANT, type Sql } from '../lib/database.ts'
import * as store from '../store/passkeys.ts'
import { lockUser } from '../store/users.ts'
import type { Deps } from './deps.ts'
import { requireRecentProof } from './recent-proof.ts'
import { afterRemoval, factorsOf, firstRecoveryCodes, recordFactor } from './second-factors.ts'
import type { SessionActor } from './sessions.ts'
import type { Site } from './sign-in-deps.ts'

export type { Passkey } from '../store/passkeys.ts'

type PasskeyDeps = Pick<Deps, 'database' | 'clock' | 'ids' | 'keys'>

const CHALLENGE_MS = 5 * 60_000
const NAME_LENGTH_MAX = 60
const PASSKEYS_MAX = 20
const SITE_NAME = 'Referins'
/** EdDSA, ES256 and RS256: every authenticator knows one. What Node checks by way of experiment is not asked for. */
const ALGORITHMS = [-8, -7, -257]

// Some 60 ms to load, which a start should not wait for and most sign-ins never need.
const webauthn = () => import('@simplewebauthn/server')

/** What a challenge is for: a new passkey of one person, or a proof of who someone is. */
type Purpose = `register ${string}` | 'prove'

/** What a browser needs to make a passkey. */
export async function startPasskey(
  deps: PasskeyDeps,
  actor: SessionActor,
  site: Site,
): Promise<PublicKeyCredentialCreationOptionsJSON> {
  requireRecentProof(deps, actor)
  const known = await deps.database.read(EVERY_TENANT, db => store.listPasskeysOf(db, actor.userId))
  const { generateRegistrationOptions } = await webauthn()
  return generateRegistrationOptions({
    rpName: SITE_NAME,
    rpID: site.rpId,
    userName: actor.email,
    userDisplayName: actor.name,
    userID: new Uint8Array(Buffer.from(actor.userId)),
    challenge: challengeFor(deps, `register ${actor.userId}`),
    attestationType: 'none',
    supportedAlgorithmIDs: ALGORITHMS,
    excludeCredentials: known.map(({ credentialId, transports }) => ({ id: credentialId, transports })),
    authenticatorSelection: { residentKey: 'preferred', userVerification: 'preferred' },
  })
}

/** Adds what the browser made. Throws input_invalid, passkey_registered. */
export async function addPasskey(
  deps: PasskeyDeps,
  actor: SessionActor,
  input: { site: Site; name: string; response: RegistrationResponseJSON },
): Promise<{ passkey: store.Passkey; recoveryCodes: string[] | undefined }> {
  requireRecentProof(deps, actor)
  const name = checkName(input.name)
  const { credential, isSynced, challenge } = await verifyNew(deps, actor, input)
  return deps.database.transact(EVERY_TENANT, async db => {
    await lockUser(db, actor.userId)
    await spend(db, challenge)
    const known = await store.listPasskeysOf(db, actor.userId)
    if (known.length >= PASSKEYS_MAX) throw invalid('passkey', `cannot be added: ${PASSKEYS_MAX} are the most`)
    const before = await factorsOf(db, actor.userId)
    const passkey = {
      ...{ id: deps.ids.next('psk'), userId: actor.userId, name, isSynced, createdAt: deps.clock.now() },
      ...{ credentialId: credential.id, publicKey: Buffer.from(credential.publicKey), counter: credential.counter },
      transports: credential.transports ?? [],
    }
    if (!(await store.insertPasskey(db, passkey))) throw new Problem('passkey_registered')
    await recordFactor(deps, db, { actor, action: 'passkey.added', name })
    return { passkey, recoveryCodes: await firstRecoveryCodes(deps, db, { userId: actor.userId, before }) }
  })
}

async function verifyNew(
  deps: PasskeyDeps,
  actor: SessionActor,
  { site, response }: { site: Site; response: RegistrationResponseJSON },
) {
  const { verifyRegistrationResponse } = await webauthn()
  const reading = challengeReader(deps, `register ${actor.userId}`)
  const result = await verifyRegistrationResponse({
    response,
    expectedChallenge: reading.accept,
    expectedOrigin: site.origin,
    expectedRPID: site.rpId,
    requireUserVerification: false,
    supportedAlgorithmIDs: ALGORITHMS,
  }).catch((cause: unknown) => {
    throw new Problem('input_invalid', { detail: NOT_VERIFIED, cause })
  })
  const challenge = reading.challenge()
  if (!result.verified || challenge === undefined) throw new Problem('input_invalid', { detail: NOT_VERIFIED })
  const { credential, credentialBackedUp: isSynced } = result.registrationInfo
  return { credential, isSynced, challenge }
}

const NOT_VERIFIED = 'passkey: could not be verified; ask for new options and try again within five minutes'

/** Renames a passkey. Throws passkey_not_found. */
export async function renamePasskey(
  deps: PasskeyDeps,
  actor: SessionActor,
  input: { passkeyId: string; name: string },
): Promise<store.Passkey> {
  const name = checkName(input.name)
  return deps.database.transact(EVERY_TENANT, async db => {
    const passkey = await store.renamePasskey(db, { userId: actor.userId, id: input.passkeyId }, name)
    if (passkey === undefined) throw new Problem('passkey_not_found')
    await recordFactor(deps, db, { actor, action: 'passkey.renamed', name })
    return passkey
  })
}

/** Removes a passkey. Throws passkey_not_found, second_factor_needed. */
export async function removePasskey(
  deps: PasskeyDeps,
  actor: SessionActor,
  input: { passkeyId: string },
): Promise<void> {
  requireRecentProof(deps, actor)
  await deps.database.transact(EVERY_TENANT, async db => {
    const user = await lockUser(db, actor.userId)
    const passkey = await store.deletePasskey(db, { userId: actor.userId, id: input.passkeyId })
    if (passkey === undefined) throw new Problem('passkey_not_found')
    await afterRemoval(deps, db, { actor, needsFactor: user?.passwordNeedsSecondFactor === true })
    await recordFactor(deps, db, { actor, action: 'passkey.removed', name: passkey.name })
  })
}

/** What a browser needs to prove itself: with a person's own passkeys, or with any that it has for this server. */
export async function passkeyOptions(
  deps: Pick<Deps, 'database' | 'clock' | 'keys'>,
  { site, userId }: { site: Site; userId?: string | undefined },
): Promise<PublicKeyCredentialRequestOptionsJSON> {
  const known =
    userId === undefined ? [] : await deps.database.read(EVERY_TENANT, db => store.listPasskeysOf(db, userId))
  const { generateAuthenticationOptions } = await webauthn()
  return generateAuthenticationOptions({
    rpID: site.rpId,
    challenge: challengeFor(deps, 'prove'),
    // With nothing known of who comes, the passkey stands for the password, too.
    userVerification: userId === undefined ? 'required' : 'preferred',
    allowCredentials: known.map(({ credentialId, transports }) => ({ id: credentialId, transports })),
  })
}

/**
 * Whose passkey this is, when everything about the answer is right: our challenge, not over and not used before, our
 * origin, the signature, and a counter that has grown. Undefined when anything is not.
 */
export async function takePasskey(
  deps: Pick<Deps, 'database' | 'clock' | 'keys'>,
  input: { site: Site; response: AuthenticationResponseJSON; isAlone: boolean },
): Promise<User | undefined> {
  return deps.database.transact(EVERY_TENANT, async db => {
    const found = await store.lockPasskey(db, input.response.id)
    if (found === undefined) return undefined
    const verified = await verifyUse(deps, found.passkey, input)
    if (verified === undefined) return undefined
    const { challenge, counter } = verified
    if (!(await store.spendChallenge(db, challenge.hash, challenge.expiresAt))) return undefined
    await store.touchPasskey(db, found.passkey.id, { counter, at: deps.clock.now() })
    return found.user
  })
}

async function verifyUse(
  deps: Pick<Deps, 'clock' | 'keys'>,
  passkey: store.Passkey,
  { site, response, isAlone }: { site: Site; response: AuthenticationResponseJSON; isAlone: boolean },
): Promise<{ challenge: ReadChallenge; counter: number } | undefined> {
  const { verifyAuthenticationResponse } = await webauthn()
  const reading = challengeReader(deps, 'prove')
  try {
    const { verified, authenticationInfo } = await verifyAuthenticationResponse({
      response,
      expectedChallenge: reading.accept,
      expectedOrigin: site.origin,
      expectedRPID: site.rpId,
      credential: { id: passkey.credentialId, publicKey: new Uint8Array(passkey.publicKey), counter: passkey.counter },
      requireUserVerification: isAlone,
    })
    const challenge = reading.challenge()
    return verified && challenge !== undefined ? { challenge, counter: authenticationInfo.newCounter } : undefined
  } catch {
    // The library throws for whatever does not fit: another origin, a counter that stands still, a broken signature.
    return undefined
  }
}

async function spend(db: Sql, challenge: ReadChallenge): Promise<void> {
  if (await store.spendChallenge(db, challenge.hash, challenge.expiresAt)) return
  throw new Problem('input_invalid', { detail: NOT_VERIFIED })
}

function challengeFor({ keys, clock }: Pick<Deps, 'keys' | 'clock'>, purpose: Purpose): Uint8Array<ArrayBuffer> {
  const expiresAt = new Date(clock.now().getTime() + CHALLENGE_MS)
  return new Uint8Array(newChallenge(text => keys.macOf('challenge', text), { purpose, expiresAt }))
}

/** The library hands the challenge to a callback: what was read there is wanted afterwards. */
function challengeReader({ keys, clock }: Pick<Deps, 'keys' | 'clock'>, purpose: Purpose) {
  let read: ReadChallenge | undefined
  return {
    accept(text: string): boolean {
      read = readChallenge(part => keys.macOf('challenge', part), text, { purpose, now: clock.now() })
      return read !== undefined
    },
    challenge: () => read,
  }
}

function checkName(name: string): string {
  const trimmed = name.trim()
  if (trimmed === '') throw invalid('name', 'must not be empty')
  if (trimmed.length > NAME_LENGTH_MAX) throw invalid('name', `must be at most ${NAME_LENGTH_MAX} characters`)
  return trimmed
}
