import { Readable } from 'node:stream'
import { listAuditEntries as listAction, listAuditFacets as listFacets } from '../../actions/audit.ts'
import { type ExportFormat, exportAudit } from '../../actions/audit-export.ts'
import {
  EXPORT_AUDIT_CSV,
  EXPORT_AUDIT_JSON,
  LIST_AUDIT_ENTRIES,
  LIST_AUDIT_FACETS,
  LIST_INTEGRATION_AUDIT_ENTRIES,
  VERIFY_AUDIT,
} from '../../contract/audit.ts'
import { LIMIT_DEFAULT } from '../../contract/fields.ts'
import { readMoment } from './moment.ts'
import { presentAuditEntry } from './present.ts'
import { actorOf, type Call, handle } from './route.ts'

export const listAuditEntries = handle(LIST_AUDIT_ENTRIES, {
  run: ({ deps, params: { accountId }, query, ...call }) =>
    listAction(deps, actorOf(call), { ...dated(query), accountId, limit: query.limit ?? LIMIT_DEFAULT }),
  present: presentPage,
})

export const listIntegrationAuditEntries = handle(LIST_INTEGRATION_AUDIT_ENTRIES, {
  run: ({ deps, params: { accountId, integrationId }, query, ...call }) =>
    listAction(deps, actorOf(call), {
      ...dated(query),
      accountId,
      integrationId,
      limit: query.limit ?? LIMIT_DEFAULT,
    }),
  present: presentPage,
})

export const listAuditFacets = handle(LIST_AUDIT_FACETS, {
  run: ({ deps, params, ...call }) => listFacets(deps, actorOf(call), params),
  present: facets => facets,
})

export const verifyAudit = handle(VERIFY_AUDIT, {
  run: ({ services, params: { accountId }, query, ...call }) =>
    services.chainChecks.check(actorOf(call), { accountId, isFull: query.full ?? false }),
  present: ({ isIntact, entries, brokenAt, checkedAt, fullyCheckedAt }) => ({
    isIntact,
    entries,
    brokenAt: brokenAt ?? null,
    checkedAt: checkedAt.toISOString(),
    fullyCheckedAt: fullyCheckedAt.toISOString(),
  }),
})

export const exportCsv = handle(EXPORT_AUDIT_CSV, {
  run: call => startExport(call, 'csv'),
  present: (file): never => file as never,
})

export const exportJson = handle(EXPORT_AUDIT_JSON, {
  run: call => startExport(call, 'json'),
  present: (file): never => file as never,
})

/** Refuses before the first byte, then streams. */
async function startExport(
  call: Pick<Call<typeof EXPORT_AUDIT_CSV>, 'deps' | 'params' | 'query' | 'reply' | 'caller'>,
  format: ExportFormat,
): Promise<Readable> {
  const { deps, params, query, reply } = call
  const { accountId } = params
  const pieces = await exportAudit(deps, actorOf(call), { ...dated(query), accountId, format })
  reply.header('content-disposition', `attachment; filename="audit-${accountId}.${format}"`)
  return Readable.from(pieces, { objectMode: false })
}

function dated<Query extends { from?: string; to?: string }>({ from, to, ...rest }: Query) {
  return {
    ...rest,
    from: from === undefined ? undefined : readMoment('from', from),
    to: to === undefined ? undefined : readMoment('to', to),
  }
}

function presentPage({ items, nextCursor }: Awaited<ReturnType<typeof listAction>>) {
  return { items: items.map(presentAuditEntry), ...(nextCursor === undefined ? {} : { nextCursor }) }
}
