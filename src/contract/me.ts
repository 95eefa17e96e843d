import { Type } from 'typebox'
import type { Contract } from './contract.ts'
import { CLOSED, idOf, Moment, MomentOrNull, NewEmail } from './fields.ts'
import { Code, Password } from './session.ts'
import { NewPasskey, PasskeyOptions } from './sign-in.ts'

/** A browser, or a `pit` command, in which the person is signed in. */
export const Session = Type.Object(
  {
    id: idOf('ses'),
    isCurrent: Type.Boolean({ description: 'The session that this request was made with.' }),
    method: Type.Enum(['password', 'code', 'recovery_code', 'passkey', 'link']),
    createdAt: Moment,
    lastSeenAt: Moment,
    expiresAt: Type.String({ ...Moment, description: 'At the latest; 24 hours without use end it sooner.' }),
    ip: Type.Union([Type.String(), Type.Null()]),
    userAgent: Type.Union([Type.String(), Type.Null()]),
  },
  CLOSED,
)

export const LIST_SESSIONS = {
  id: 'listSessions',
  summary: 'Where you are signed in',
  status: 200,
  reply: Type.Object({ items: Type.Array(Session) }, CLOSED),
  problems: [],
} as const satisfies Contract

export const END_SESSION = {
  id: 'endSession',
  summary: 'Sign out in one place',
  status: 204,
  problems: ['session_not_found'],
} as const satisfies Contract

export const END_SESSIONS = {
  id: 'endSessions',
  summary: 'Sign out everywhere, here as well unless this session is to stay',
  status: 200,
  query: Type.Object({ keepCurrent: Type.Optional(Type.Boolean({ default: false })) }, CLOSED),
  reply: Type.Object({ ended: Type.Integer() }, CLOSED),
  problems: [],
} as const satisfies Contract

/** A passkey of the person; its secret half never leaves their device. */
export const Passkey = Type.Object(
  {
    id: idOf('psk'),
    name: Type.String(),
    isSynced: Type.Boolean({ description: 'Kept by a password manager on several devices.' }),
    createdAt: Moment,
    lastUsedAt: MomentOrNull,
  },
  CLOSED,
)

export const GET_SECURITY = {
  id: 'getSecurity',
  summary: 'How you sign in: password, authenticator app, passkeys, recovery codes, and until when you count as proven',
  status: 200,
  reply: Type.Object(
    {
      email: Type.String({ description: 'What you sign in with.' }),
      emailChange: Type.Union([Type.Object({ email: Type.String(), expiresAt: Moment }, CLOSED), Type.Null()], {
        description: 'A new address that waits to be confirmed by its link.',
      }),
      canMail: Type.Boolean({ description: 'Whether this server sends e-mail.' }),
      hasPassword: Type.Boolean(),
      passwordNeedsSecondFactor: Type.Boolean({
        description: 'The password is shorter than 15 characters: the last second factor cannot be removed.',
      }),
      totp: Type.Union([Type.Object({ since: Moment }, CLOSED), Type.Null()]),
      passkeys: Type.Array(Passkey),
      recoveryCodesLeft: Type.Integer(),
      hasSecondFactor: Type.Boolean(),
      passwordLengthLeast: Type.Integer({ description: '15; with a second factor 8.' }),
      provenUntil: Type.String({ ...Moment, description: 'After it, reauthentication_required.' }),
    },
    CLOSED,
  ),
  problems: [],
} as const satisfies Contract

export const CHANGE_PASSWORD = {
  id: 'changePassword',
  summary: 'Set a new password; your other sessions end unless they are to stay',
  status: 204,
  body: Type.Object(
    {
      currentPassword: Password,
      newPassword: Password,
      keepOtherSessions: Type.Optional(Type.Boolean({ default: false })),
    },
    CLOSED,
  ),
  problems: ['sign_in_limited', 'reauthentication_required'],
} as const satisfies Contract

export const CHANGE_EMAIL = {
  id: 'changeEmail',
  summary: 'Send a link to a new e-mail address; following it within 24 hours makes it yours',
  status: 201,
  body: Type.Object({ email: NewEmail }, CLOSED),
  reply: Type.Object({ email: Type.String(), expiresAt: Moment }, CLOSED),
  problems: ['reauthentication_required', 'mail_not_set_up', 'mail_not_sent', 'mail_limited'],
} as const satisfies Contract

export const CANCEL_EMAIL_CHANGE = {
  id: 'cancelEmailChange',
  summary: 'Keep your e-mail address: the link that was sent opens nothing any more',
  status: 204,
  problems: [],
} as const satisfies Contract

const RecoveryCodes = Type.Array(Type.String(), { description: 'Each is good once. They are shown this once.' })

export const START_TOTP = {
  id: 'startTotp',
  summary: 'A seed for an authenticator app; it counts once it is confirmed',
  status: 201,
  reply: Type.Object(
    {
      secret: Type.String({ description: 'For typing it in: base32.' }),
      uri: Type.String({ description: 'otpauth://…, what the QR code says.' }),
      qr: Type.String({ description: 'The QR code as an SVG.' }),
    },
    CLOSED,
  ),
  problems: ['reauthentication_required'],
} as const satisfies Contract

export const CONFIRM_TOTP = {
  id: 'confirmTotp',
  summary: 'The app’s first code: from now on signing in asks for one',
  status: 200,
  body: Type.Object({ code: Code }, CLOSED),
  reply: Type.Object({ recoveryCodes: Type.Optional(RecoveryCodes) }, CLOSED),
  problems: ['totp_not_started', 'proof_refused', 'reauthentication_required'],
} as const satisfies Contract

export const REMOVE_TOTP = {
  id: 'removeTotp',
  summary: 'Sign in without the authenticator app from now on',
  status: 204,
  problems: ['reauthentication_required', 'second_factor_needed'],
} as const satisfies Contract

export const RENEW_RECOVERY_CODES = {
  id: 'renewRecoveryCodes',
  summary: 'Fresh recovery codes; the ones before are void',
  status: 201,
  reply: Type.Object({ recoveryCodes: RecoveryCodes }, CLOSED),
  problems: ['reauthentication_required'],
} as const satisfies Contract

export const START_PASSKEY = {
  id: 'startPasskey',
  summary: 'Options for making a passkey, to be handed to the browser',
  status: 200,
  reply: PasskeyOptions,
  problems: ['reauthentication_required'],
} as const satisfies Contract

const Name = Type.String({ minLength: 1, maxLength: 60 })

export const ADD_PASSKEY = {
  id: 'addPasskey',
  summary: 'Register the passkey that the browser made',
  status: 201,
  body: Type.Object({ name: Name, passkey: NewPasskey }, CLOSED),
  reply: Type.Object({ passkey: Passkey, recoveryCodes: Type.Optional(RecoveryCodes) }, CLOSED),
  problems: ['reauthentication_required', 'passkey_registered'],
} as const satisfies Contract

export const RENAME_PASSKEY = {
  id: 'renamePasskey',
  summary: 'Call a passkey something else',
  status: 200,
  body: Type.Object({ name: Name }, CLOSED),
  reply: Type.Object({ passkey: Passkey }, CLOSED),
  problems: ['passkey_not_found'],
} as const satisfies Contract

export const REMOVE_PASSKEY = {
  id: 'removePasskey',
  summary: 'Remove a passkey',
  status: 204,
  problems: ['reauthentication_required', 'passkey_not_found', 'second_factor_needed'],
} as const satisfies Contract
