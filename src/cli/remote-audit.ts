import type { ApiClient } from './api-client.ts'
import type { AuditOffice } from './local-audit.ts'
import type { AuditWish, ChainVerdict } from './office.ts'

/** The audit log behind a server's management API. */
export function remoteAudit(api: ApiClient): AuditOffice {
  return {
    listAuditEntries(accountId, { cursor, limit, ...wish }) {
      return api.get({ method: 'GET', path: pathOf(accountId), query: { ...queryOf(wish), cursor, limit } })
    },
    listAuditActions: async accountId =>
      (await api.get<{ actions: string[] }>({ method: 'GET', path: `${pathOf(accountId)}/facets` })).actions,
    exportAudit: async (accountId, format, wish) =>
      api.stream({ method: 'GET', path: `${pathOf(accountId)}/export.${format}`, query: queryOf(wish) }),
    async verifyAudit(accountId) {
      const path = `${pathOf(accountId)}/verification`
      const reply = await api.get<ChainVerdict & { brokenAt: number | null }>({
        method: 'GET',
        path,
        query: { full: 'true' },
      })
      const { isIntact, entries, brokenAt } = reply
      return { isIntact, entries, ...(brokenAt === null ? {} : { brokenAt }) }
    },
  }
}

const pathOf = (accountId: string) => `/accounts/${encodeURIComponent(accountId)}/audit`

function queryOf({ from, to, ...words }: AuditWish) {
  return { ...words, from: from?.toISOString(), to: to?.toISOString() }
}
