import { randomUUID } from 'node:crypto'
import type { ApiClient } from './api-client.ts'
import type { ApiKeyOffice } from './local-api-keys.ts'

/** Legacy API keys behind a server's management API. */
export function remoteApiKeys(api: ApiClient): ApiKeyOffice {
  return {
    listApiKeys: accountId => api.get({ method: 'GET', path: pathOf(accountId) }),
    createApiKey: (accountId, name) =>
      api.get({
        method: 'POST',
        path: pathOf(accountId),
        body: { name },
        headers: { 'idempotency-key': randomUUID() },
      }),
    revokeApiKey: async (accountId, id) => void (await api.send({ method: 'DELETE', path: pathOf(accountId, id) })),
    migrateApiKey: (accountId, id) => api.get({ method: 'POST', path: `${pathOf(accountId, id)}/migrate` }),
  }
}

function pathOf(accountId: string, apiKeyId?: string): string {
  const list = `/accounts/${encodeURIComponent(accountId)}/api-keys`
  return apiKeyId === undefined ? list : `${list}/${encodeURIComponent(apiKeyId)}`
}
