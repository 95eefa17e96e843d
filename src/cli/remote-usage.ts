import type { ApiClient } from './api-client.ts'
import type { UsageOffice } from './usage-office.ts'

/** Use as a server tells it. */
export function remoteUsage(api: ApiClient): UsageOffice {
  const pathOf = (accountId: string, integrationId: string | undefined, what: string) => {
    const account = `/accounts/${encodeURIComponent(accountId)}`
    return integrationId === undefined
      ? `${account}/${what}`
      : `${account}/integrations/${encodeURIComponent(integrationId)}/${what}`
  }
  return {
    getUsage: ({ accountId, integrationId, ...query }) =>
      api.get({ method: 'GET', path: pathOf(accountId, integrationId, 'usage'), query }),
    listCalls: ({ accountId, integrationId, ...query }) =>
      api.get({ method: 'GET', path: pathOf(accountId, integrationId, 'calls'), query }),
  }
}
