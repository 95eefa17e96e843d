import { createApiKey, draftMigration, listApiKeys, revokeApiKey } from '../actions/api-keys.ts'
import type { Deps } from '../actions/deps.ts'
import type { Actor } from '../domain/actor.ts'
import type { ApiKey } from '../domain/api-key.ts'
import type { ApiKeyRow, Office } from './office.ts'

export type ApiKeyOffice = Pick<Office, 'listApiKeys' | 'createApiKey' | 'revokeApiKey' | 'migrateApiKey'>

/** Legacy API keys in the local database. */
export function localApiKeys(deps: Deps, actor: Actor): ApiKeyOffice {
  return {
    async listApiKeys(accountId) {
      const { items, isOn } = await listApiKeys(deps, actor, { accountId })
      return { items: items.map(toRow), isOn }
    },
    async createApiKey(accountId, name) {
      const { apiKey, secret } = await createApiKey(deps, actor, { accountId, name })
      return { apiKey: toRow(apiKey), secret }
    },
    revokeApiKey: (accountId, apiKeyId) => revokeApiKey(deps, actor, { accountId, apiKeyId }),
    async migrateApiKey(accountId, apiKeyId) {
      const { apiKey, draft, perClient } = await draftMigration(deps, actor, { accountId, apiKeyId })
      const callers = perClient.map(({ client, draft: its }) => {
        const { accountId: _a, apiKeyId: _k, firstSeenAt, lastSeenAt, ...who } = client
        const seen = { firstSeenAt: firstSeenAt.toISOString(), lastSeenAt: lastSeenAt.toISOString() }
        return { client: { ...who, ...seen }, draft: its }
      })
      return { apiKey: toRow(apiKey), draft, perClient: callers }
    },
  }
}

function toRow({ id, name, last4, createdAt, createdBy, lastUsedAt }: ApiKey): ApiKeyRow {
  const moments = { createdAt: createdAt.toISOString(), lastUsedAt: lastUsedAt?.toISOString() ?? null }
  return { id, name, last4, createdBy, ...moments }
}
