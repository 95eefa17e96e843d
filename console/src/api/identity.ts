import type { startAuthentication } from '@simplewebauthn/browser'
import type { SIGN_IN } from '../../../src/contract/session.ts'
import type {
  FINISH_SIGN_IN,
  PASSKEY_OPTIONS,
  REAUTHENTICATE,
  SIGN_IN_BY_PASSKEY,
} from '../../../src/contract/sign-in.ts'
import { type BodyOf, call, type ReplyOf } from './client.ts'

export type SignedIn = ReplyOf<typeof SIGN_IN>
type RequestOptions = Parameters<typeof startAuthentication>[0]['optionsJSON']
type PasskeyProof = BodyOf<typeof SIGN_IN_BY_PASSKEY>['passkey']

/** Starts a session; the cookie comes with the reply. Throws second_factor_required where the password is not enough. */
export const signIn = (body: BodyOf<typeof SIGN_IN>) => call<typeof SIGN_IN>('POST /session', { body })

/** The second step: a code of the app, or a recovery code. */
export const finishSignIn = (code: string) =>
  call<typeof FINISH_SIGN_IN>('POST /session/second-factor', { body: { code } })

/** A passkey instead of all else. */
export const signInByPasskey = async () =>
  call<typeof SIGN_IN_BY_PASSKEY>('POST /session/passkey', { body: { passkey: await usePasskey() } })

/** Confirms that it is still the same person; good for ten minutes. */
export const confirmByPassword = (password: string) =>
  call<typeof REAUTHENTICATE>('POST /session/reauthenticate', { body: { password } })

/** The same by a code of the app, or a recovery code: what a person with a second factor is asked for. */
export const confirmByCode = (code: string) =>
  call<typeof REAUTHENTICATE>('POST /session/reauthenticate', { body: { code } })

/** The same by a passkey. */
export const confirmByPasskey = async () =>
  call<typeof REAUTHENTICATE>('POST /session/reauthenticate', { body: { passkey: await usePasskey() } })

/** Whether this browser knows passkeys at all. */
export const hasPasskeys = 'PublicKeyCredential' in globalThis

async function usePasskey(): Promise<PasskeyProof> {
  const { startAuthentication: start } = await import('@simplewebauthn/browser')
  const { options } = await call<typeof PASSKEY_OPTIONS>('POST /session/passkey-options', { body: undefined })
  // Options and answer are the browser's own words; the server checks them.
  const answer: unknown = await start({ optionsJSON: options as object as RequestOptions })
  return answer as PasskeyProof
}
