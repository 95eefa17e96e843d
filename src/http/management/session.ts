import { listAccountsOf } from '../../actions/accounts.ts'
import { signOut as signOutAction } from '../../actions/sessions.ts'
import { signIn as signInAction } from '../../actions/sign-in.ts'
import { GET_ME, type Me, SIGN_IN, SIGN_OUT } from '../../contract/session.ts'
import { limitsOf } from '../../domain/limit.ts'
import type { Principal } from '../../domain/principal.ts'
import { Problem } from '../../domain/problem.ts'
import { originOf } from '../origin.ts'
import type { Services } from '../services.ts'
import { clearSessionCookie } from '../session-cookie.ts'
import { enterSession, keepPendingSignIn, readDeviceMark } from '../sign-in-cookies.ts'
import { momentOrNull, presentAccess, presentUser, presentWireIds } from './present.ts'
import { handle } from './route.ts'

export const signIn = handle(SIGN_IN, {
  async run({ services, deps, request, reply, body }) {
    const { publicUrl } = services
    const deviceMark = readDeviceMark(request, publicUrl)
    const outcome = await signInAction(deps, { ...body, deviceMark, origin: originOf(request) })
    if (!outcome.isDone) {
      keepPendingSignIn(reply, publicUrl, outcome)
      throw new Problem('second_factor_required', { facts: { methods: outcome.methods } })
    }
    await enterSession(services, { request, reply }, outcome)
    return outcome
  },
  present: ({ user, expiresAt }) => ({ user: presentUser(user), expiresAt: expiresAt.toISOString() }),
})

export const signOut = handle(SIGN_OUT, {
  async run({ services, deps, reply, caller }) {
    if (caller?.kind === 'user') await signOutAction(deps, caller.session.sessionSecret)
    clearSessionCookie(reply, services.publicUrl)
  },
  present: () => undefined,
})

/** A token's own view comes from the token index: no query, however often a client asks. */
export const getMe = handle(GET_ME, {
  async run({ services, deps, caller }): Promise<Me> {
    if (caller?.kind === 'token') return presentTokenMe(caller.principal, services)
    if (caller === undefined) throw new Error('nobody is calling')
    const { userId, email, name } = caller.actor
    const accounts = await listAccountsOf(deps, caller.actor)
    return { principal: 'user', user: { id: userId, email, name }, accounts: accounts.map(presentAccess) }
  },
  present: me => me,
})

function presentTokenMe(principal: Principal, services: Services): Me {
  const { accountId, accountKind, wireId, companyId, integrationId, tokenId, scopes, endsAt, retiringSince } = principal
  const known = services.verifier.describe(principal)
  return {
    principal: 'token',
    account: { id: accountId, kind: accountKind, ...presentWireIds({ kind: accountKind, wireId, companyId }) },
    integration: { id: integrationId, name: known?.name ?? '' },
    token: { id: tokenId, role: retiringSince === undefined ? 'current' : 'retiring', endsAt: momentOrNull(endsAt) },
    scopes: [...scopes].sort(),
    limits: limitsOf(known?.limits ?? {}),
  }
}
