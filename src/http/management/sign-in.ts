import { passkeyOptions as optionsAction } from '../../actions/passkeys.ts'
import { confirmIdentity, type Proof } from '../../actions/proof.ts'
import { PROOF_MS } from '../../actions/recent-proof.ts'
import { renewSession } from '../../actions/sessions.ts'
import {
  findSecondStep,
  finishSignIn as finishAction,
  signInByPasskey as passkeyAction,
  type SignInOutcome,
} from '../../actions/sign-in.ts'
import { FINISH_SIGN_IN, PASSKEY_OPTIONS, REAUTHENTICATE, SIGN_IN_BY_PASSKEY } from '../../contract/sign-in.ts'
import { Problem } from '../../domain/problem.ts'
import { authenticateSession } from '../authenticate.ts'
import { originOf } from '../origin.ts'
import { setSessionCookie } from '../session-cookie.ts'
import { enterSession, readPendingSignIn, siteOf } from '../sign-in-cookies.ts'
import { presentUser } from './present.ts'
import { handle } from './route.ts'

export const finishSignIn = handle(FINISH_SIGN_IN, {
  async run({ services, deps, request, reply, body }) {
    const pendingSecret = readPendingSignIn(request, services.publicUrl)
    if (pendingSecret === undefined) throw new Problem('sign_in_expired')
    const site = siteOf(services)
    const step = { pendingSecret, origin: originOf(request) }
    const proof = readProof(body)
    if ('password' in proof) throw new Problem('input_invalid')
    const outcome = await finishAction(deps, 'code' in proof ? { ...step, ...proof } : { ...step, ...proof, site })
    await enterSession(services, { request, reply }, outcome)
    return outcome
  },
  present: presentSignedIn,
})

/** For the person of a waiting sign-in or of a session their own passkeys; for anybody else any of their device. */
export const passkeyOptions = handle(PASSKEY_OPTIONS, {
  async run({ services, deps, request }) {
    const pendingSecret = readPendingSignIn(request, services.publicUrl)
    const waiting = pendingSecret === undefined ? undefined : await findSecondStep(deps, pendingSecret)
    const caller = await authenticateSession(request, services)
    return optionsAction(deps, { site: siteOf(services), userId: waiting?.userId ?? caller?.actor.userId })
  },
  present: options => ({ options: { ...options } }),
})

export const signInByPasskey = handle(SIGN_IN_BY_PASSKEY, {
  async run({ services, deps, request, reply, body }) {
    const outcome = await passkeyAction(deps, {
      site: siteOf(services),
      response: body.passkey,
      origin: originOf(request),
    })
    await enterSession(services, { request, reply }, outcome)
    return outcome
  },
  present: presentSignedIn,
})

export const reauthenticate = handle(REAUTHENTICATE, {
  async run({ services, deps, reply, caller, body }) {
    if (caller?.kind !== 'user') throw new Problem('session_required')
    await confirmIdentity(deps, caller.actor, { proof: readProof(body), site: siteOf(services) })
    const session = await renewSession(deps, caller.session)
    setSessionCookie(reply, services.publicUrl, session)
    return { ...session, provenUntil: new Date(deps.clock.now().getTime() + PROOF_MS) }
  },
  present: ({ user, expiresAt, provenUntil }) => ({
    user: presentUser(user),
    expiresAt: expiresAt.toISOString(),
    provenUntil: provenUntil.toISOString(),
  }),
})

function readProof({ password, code, passkey }: { password?: string; code?: string; passkey?: unknown }): Proof {
  if (password !== undefined) return { password }
  if (code !== undefined) return { code }
  return { passkey: passkey as Extract<Proof, { passkey: unknown }>['passkey'] }
}

function presentSignedIn({ user, expiresAt }: SignInOutcome & { isDone: true }) {
  return { user: presentUser(user), expiresAt: expiresAt.toISOString() }
}
