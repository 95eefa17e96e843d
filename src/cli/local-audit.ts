import { listAuditEntries, listAuditFacets } from '../actions/audit.ts'
import { verifyChain } from '../actions/audit-chain.ts'
import { exportAudit } from '../actions/audit-export.ts'
import type { Deps } from '../actions/deps.ts'
import type { Actor } from '../domain/actor.ts'
import type { Office } from './office.ts'
import { presentAuditEntry } from './present.ts'

export type AuditOffice = Pick<Office, 'listAuditEntries' | 'listAuditActions' | 'exportAudit' | 'verifyAudit'>

/** The audit log in the local database. */
export function localAudit(deps: Deps, actor: Actor): AuditOffice {
  return {
    async listAuditEntries(accountId, query) {
      const page = await listAuditEntries(deps, actor, { accountId, ...query })
      return { ...page, items: page.items.map(presentAuditEntry) }
    },
    listAuditActions: async accountId => (await listAuditFacets(deps, actor, { accountId })).actions,
    exportAudit: (accountId, format, wish) => exportAudit(deps, actor, { ...wish, accountId, format }),
    verifyAudit: accountId => verifyChain(deps, actor, { accountId }),
  }
}
