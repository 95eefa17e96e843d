import { Type } from 'typebox'
import type { Contract } from './contract.ts'
import { CLOSED, Moment } from './fields.ts'
import { Code, Password, SignedIn } from './session.ts'

const base64Url = (maxLength: number) =>
  Type.String({ minLength: 1, maxLength, pattern: '^[A-Za-z0-9_-]+$', examples: ['c2FtcGxl'] })

const CREDENTIAL = {
  id: base64Url(1500),
  rawId: base64Url(1500),
  type: Type.Literal('public-key'),
  authenticatorAttachment: Type.Optional(Type.Enum(['cross-platform', 'platform'])),
  clientExtensionResults: Type.Object({}, { additionalProperties: true }),
}

/** What a browser answers to `navigator.credentials.get`, as JSON (WebAuthn level 3, `toJSON`). */
export const PasskeyProof = Type.Object(
  {
    ...CREDENTIAL,
    response: Type.Object(
      {
        clientDataJSON: base64Url(8000),
        authenticatorData: base64Url(8000),
        signature: base64Url(8000),
        userHandle: Type.Optional(base64Url(200)),
      },
      CLOSED,
    ),
  },
  CLOSED,
)

/** What a browser answers to `navigator.credentials.create`. */
export const NewPasskey = Type.Object(
  {
    ...CREDENTIAL,
    response: Type.Object(
      {
        clientDataJSON: base64Url(8000),
        attestationObject: base64Url(60_000),
        authenticatorData: Type.Optional(base64Url(8000)),
        transports: Type.Optional(Type.Array(Type.String({ maxLength: 40 }), { maxItems: 10 })),
        publicKey: Type.Optional(base64Url(8000)),
        publicKeyAlgorithm: Type.Optional(Type.Integer()),
      },
      CLOSED,
    ),
  },
  CLOSED,
)

/** Options for the browser, to be handed on as they are. */
export const PasskeyOptions = Type.Object(
  { options: Type.Object({ challenge: Type.String() }, { additionalProperties: true }) },
  CLOSED,
)

const ONE_PROOF = { ...CLOSED, minProperties: 1, maxProperties: 1 }

export const FINISH_SIGN_IN = {
  id: 'finishSignIn',
  summary: 'The second step of a sign-in: a code, a recovery code or a passkey, with the cookie of the first step',
  status: 200,
  body: Type.Object({ code: Type.Optional(Code), passkey: Type.Optional(PasskeyProof) }, ONE_PROOF),
  reply: SignedIn,
  problems: ['sign_in_expired', 'second_factor_failed', 'sign_in_limited', 'origin_foreign'],
} as const satisfies Contract

export const PASSKEY_OPTIONS = {
  id: 'passkeyOptions',
  summary: 'Options for a passkey: to sign in, for the second step of a sign-in, or to confirm that it is still you',
  status: 200,
  reply: PasskeyOptions,
  problems: ['origin_foreign'],
} as const satisfies Contract

export const SIGN_IN_BY_PASSKEY = {
  id: 'signInByPasskey',
  summary: 'Sign in by a passkey alone',
  status: 200,
  body: Type.Object({ passkey: PasskeyProof }, CLOSED),
  reply: SignedIn,
  problems: ['second_factor_failed', 'sign_in_limited', 'origin_foreign'],
} as const satisfies Contract

export const REAUTHENTICATE = {
  id: 'reauthenticate',
  summary: 'Confirm that it is still you: good for ten minutes; the session goes on under a new cookie',
  status: 200,
  body: Type.Object(
    {
      password: Type.Optional(Password),
      code: Type.Optional(Code),
      passkey: Type.Optional(PasskeyProof),
    },
    ONE_PROOF,
  ),
  reply: Type.Object({ ...SignedIn.properties, provenUntil: Moment }, CLOSED),
  problems: ['proof_refused', 'proof_not_enough', 'sign_in_limited'],
} as const satisfies Contract
