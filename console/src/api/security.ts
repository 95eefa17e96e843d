import { queryOptions } from '@tanstack/react-query'
import type {
  ADD_PASSKEY,
  CANCEL_EMAIL_CHANGE,
  CHANGE_EMAIL,
  CHANGE_PASSWORD,
  CONFIRM_TOTP,
  END_SESSION,
  END_SESSIONS,
  GET_SECURITY,
  LIST_SESSIONS,
  REMOVE_PASSKEY,
  REMOVE_TOTP,
  RENAME_PASSKEY,
  RENEW_RECOVERY_CODES,
  START_PASSKEY,
  START_TOTP,
} from '../../../src/contract/me.ts'
import { type BodyOf, call, type ReplyOf } from './client.ts'
import { queryClient } from './query-client.ts'

export type Security = ReplyOf<typeof GET_SECURITY>
export type Passkey = Security['passkeys'][number]
export type SignedInPlace = ReplyOf<typeof LIST_SESSIONS>['items'][number]
export type TotpSeed = ReplyOf<typeof START_TOTP>
export type PasskeyAnswer = BodyOf<typeof ADD_PASSKEY>['passkey']

/** How this person signs in. */
export const securityQuery = queryOptions({
  queryKey: ['me', 'security'],
  queryFn: ({ signal }) => call<typeof GET_SECURITY>('GET /me/security', { signal }),
})

/** Where this person is signed in. */
export const sessionsQuery = queryOptions({
  queryKey: ['me', 'sessions'],
  queryFn: async ({ signal }) => (await call<typeof LIST_SESSIONS>('GET /me/sessions', { signal })).items,
})

/** Runs a change, then reads anew. What it gives back (codes, a seed) is kept in no cache. */
async function changing<T>(change: Promise<T>): Promise<T> {
  const result = await change
  void queryClient.invalidateQueries({ queryKey: securityQuery.queryKey })
  void queryClient.invalidateQueries({ queryKey: sessionsQuery.queryKey })
  return result
}

export const changePassword = (body: BodyOf<typeof CHANGE_PASSWORD>) =>
  changing(call<typeof CHANGE_PASSWORD>('POST /me/password', { body }))
export const changeEmail = (email: string) => changing(call<typeof CHANGE_EMAIL>('POST /me/email', { body: { email } }))
export const cancelEmailChange = () => changing(call<typeof CANCEL_EMAIL_CHANGE>('DELETE /me/email-change'))
export const startTotp = () => call<typeof START_TOTP>('POST /me/totp')
export const confirmTotp = (code: string) =>
  changing(call<typeof CONFIRM_TOTP>('POST /me/totp/confirm', { body: { code } }))
export const removeTotp = () => changing(call<typeof REMOVE_TOTP>('DELETE /me/totp'))
export const renewRecoveryCodes = () => changing(call<typeof RENEW_RECOVERY_CODES>('POST /me/recovery-codes'))
export const startPasskey = () => call<typeof START_PASSKEY>('POST /me/passkeys/options')
export const addPasskey = (name: string, passkey: PasskeyAnswer) =>
  changing(call<typeof ADD_PASSKEY>('POST /me/passkeys', { body: { name, passkey } }))
export const renamePasskey = (id: string, name: string) =>
  changing(call<typeof RENAME_PASSKEY>(`PATCH /me/passkeys/${id}`, { body: { name } }))
export const removePasskey = (id: string) => changing(call<typeof REMOVE_PASSKEY>(`DELETE /me/passkeys/${id}`))
export const endSession = (id: string) => changing(call<typeof END_SESSION>(`DELETE /me/sessions/${id}`))
export const endSessions = (keepCurrent: boolean) =>
  changing(call<typeof END_SESSIONS>('DELETE /me/sessions', { query: { keepCurrent } }))
