import { queryOptions } from '@tanstack/react-query'
import type {
  ApiKey,
  CREATE_API_KEY,
  LIST_API_KEYS,
  MIGRATE_API_KEY,
  REVOKE_API_KEY,
} from '../../../src/contract/api-keys.ts'
import { call, type ReplyOf } from './client.ts'
import { queryClient } from './query-client.ts'

export type { ApiKey }
export type CreatedApiKey = ReplyOf<typeof CREATE_API_KEY>
export type Migration = ReplyOf<typeof MIGRATE_API_KEY>

const path = (accountId: string) => `/accounts/${accountId}/api-keys`
const key = (accountId: string) => ['account', accountId, 'api-keys'] as const

/** The account's legacy keys, and whether more may be made. */
export const apiKeysQuery = (accountId: string) =>
  queryOptions({
    queryKey: key(accountId),
    queryFn: ({ signal }) => call<typeof LIST_API_KEYS>(`GET ${path(accountId)}`, { signal }),
  })

/** Makes a key; its secret is in this reply and nowhere else. */
export async function createApiKey(accountId: string, name: string, idempotencyKey: string): Promise<CreatedApiKey> {
  const made = await call<typeof CREATE_API_KEY>(`POST ${path(accountId)}`, { body: { name }, idempotencyKey })
  void queryClient.invalidateQueries({ queryKey: key(accountId) })
  return made
}

/** Ends a key at once. */
export async function revokeApiKey(accountId: string, apiKeyId: string): Promise<void> {
  await call<typeof REVOKE_API_KEY>(`DELETE ${path(accountId)}/${apiKeyId}`)
  void queryClient.invalidateQueries({ queryKey: key(accountId) })
}

/** The private integrations that would take a key's place. Nothing is changed. */
export const draftMigration = (accountId: string, apiKeyId: string) =>
  call<typeof MIGRATE_API_KEY>(`POST ${path(accountId)}/${apiKeyId}/migrate`)
