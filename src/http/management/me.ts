import { renderSVG } from 'uqr'
import * as emails from '../../actions/email-changes.ts'
import * as passkeys from '../../actions/passkeys.ts'
import { changePassword as changePasswordAction } from '../../actions/passwords.ts'
import { PROOF_MS } from '../../actions/recent-proof.ts'
import * as factors from '../../actions/second-factors.ts'
import * as sessions from '../../actions/sessions.ts'
import * as contract from '../../contract/me.ts'
import { linkTo } from '../../domain/links.ts'
import { Problem } from '../../domain/problem.ts'
import { passwordLengthLeast } from '../../domain/user.ts'
import type { Caller } from '../caller.ts'
import { clearSessionCookie } from '../session-cookie.ts'
import { siteOf } from '../sign-in-cookies.ts'
import { momentOrNull, presentSession } from './present.ts'
import { handle } from './route.ts'

/** The person who calls; the table lets nobody else in. */
function person({ caller }: { caller: Caller | undefined }): Caller & { kind: 'user' } {
  if (caller?.kind !== 'user') throw new Problem('session_required')
  return caller
}

export const listSessions = handle(contract.LIST_SESSIONS, {
  run: ({ deps, ...call }) => sessions.listSessions(deps, person(call).actor),
  present: (items, call) => ({
    items: items.map(session => ({
      ...presentSession(session),
      isCurrent: session.id === person(call).session.id,
    })),
  }),
})

export const endSession = handle(contract.END_SESSION, {
  async run({ services, deps, params, reply, ...call }) {
    const { actor, session } = person(call)
    await sessions.endSession(deps, actor, params)
    if (session.id === params.sessionId) clearSessionCookie(reply, services.publicUrl)
  },
  present: () => undefined,
})

export const endSessions = handle(contract.END_SESSIONS, {
  async run({ services, deps, query, reply, ...call }) {
    const { actor, session } = person(call)
    const exceptId = query.keepCurrent === true ? session.id : undefined
    const ended = await sessions.endSessions(deps, actor, { exceptId })
    if (exceptId === undefined) clearSessionCookie(reply, services.publicUrl)
    return ended
  },
  present: ended => ({ ended }),
})

export const getSecurity = handle(contract.GET_SECURITY, {
  run: ({ deps, ...call }) => factors.getSignInSetup(deps, person(call).actor),
  present(setup, call) {
    const hasSecondFactor = setup.totpSince !== undefined || setup.passkeys.length > 0
    return {
      email: person(call).actor.email,
      emailChange: setup.emailChange === undefined ? null : presentEmailChange(setup.emailChange),
      canMail: call.services.canMail ?? false,
      hasPassword: setup.hasPassword,
      passwordNeedsSecondFactor: setup.passwordNeedsSecondFactor,
      totp: setup.totpSince === undefined ? null : { since: setup.totpSince.toISOString() },
      passkeys: setup.passkeys.map(presentPasskey),
      recoveryCodesLeft: setup.recoveryCodesLeft,
      hasSecondFactor,
      passwordLengthLeast: passwordLengthLeast(hasSecondFactor),
      provenUntil: new Date(person(call).session.provenAt.getTime() + PROOF_MS).toISOString(),
    }
  },
})

export const changePassword = handle(contract.CHANGE_PASSWORD, {
  run: ({ deps, body, ...call }) => {
    const { actor, session } = person(call)
    return changePasswordAction(deps, actor, { ...body, sessionId: session.id })
  },
  present: () => undefined,
})

export const changeEmail = handle(contract.CHANGE_EMAIL, {
  run: ({ services, deps, body, ...call }) =>
    emails.requestEmailChange(deps, person(call).actor, {
      email: body.email,
      mailer: services.mailer,
      linkOf: secret => linkTo('emailChange', services.publicUrl, secret),
    }),
  present: presentEmailChange,
})

export const cancelEmailChange = handle(contract.CANCEL_EMAIL_CHANGE, {
  run: ({ deps, ...call }) => emails.cancelEmailChange(deps, person(call).actor),
  present: () => undefined,
})

export const startTotp = handle(contract.START_TOTP, {
  run: ({ deps, ...call }) => factors.startTotp(deps, person(call).actor),
  present: ({ secret, uri }) => ({ secret, uri, qr: renderSVG(uri, { border: 2 }) }),
})

export const confirmTotp = handle(contract.CONFIRM_TOTP, {
  run: ({ deps, body, ...call }) => factors.confirmTotp(deps, person(call).actor, body),
  present: presentCodes,
})

export const removeTotp = handle(contract.REMOVE_TOTP, {
  run: ({ deps, ...call }) => factors.removeTotp(deps, person(call).actor),
  present: () => undefined,
})

export const renewRecoveryCodes = handle(contract.RENEW_RECOVERY_CODES, {
  run: ({ deps, ...call }) => factors.renewRecoveryCodes(deps, person(call).actor),
  present: recoveryCodes => ({ recoveryCodes }),
})

export const startPasskey = handle(contract.START_PASSKEY, {
  run: ({ services, deps, ...call }) => passkeys.startPasskey(deps, person(call).actor, siteOf(services)),
  present: options => ({ options: { ...options } }),
})

export const addPasskey = handle(contract.ADD_PASSKEY, {
  run: ({ services, deps, body, ...call }) =>
    passkeys.addPasskey(deps, person(call).actor, {
      site: siteOf(services),
      name: body.name,
      response: body.passkey,
    }),
  present: ({ passkey, recoveryCodes }) => ({
    passkey: presentPasskey(passkey),
    ...presentCodes({ recoveryCodes }),
  }),
})

export const renamePasskey = handle(contract.RENAME_PASSKEY, {
  run: ({ deps, params, body, ...call }) => passkeys.renamePasskey(deps, person(call).actor, { ...params, ...body }),
  present: passkey => ({ passkey: presentPasskey(passkey) }),
})

export const removePasskey = handle(contract.REMOVE_PASSKEY, {
  run: ({ deps, params, ...call }) => passkeys.removePasskey(deps, person(call).actor, params),
  present: () => undefined,
})

function presentPasskey({ id, name, isSynced, createdAt, lastUsedAt }: passkeys.Passkey) {
  return { id, name, isSynced, createdAt: createdAt.toISOString(), lastUsedAt: momentOrNull(lastUsedAt) }
}

function presentEmailChange({ email, expiresAt }: { email: string; expiresAt: Date }) {
  return { email, expiresAt: expiresAt.toISOString() }
}

function presentCodes({ recoveryCodes }: { recoveryCodes: string[] | undefined }) {
  return recoveryCodes === undefined ? {} : { recoveryCodes }
}
