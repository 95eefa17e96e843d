import { Readable } from 'node:stream'
import {
  type AuditEntry,
  exportAuditEntries,
  listAuditEntries as listAction,
  listAuditFacets as listFacets,
} from '../../actions/audit.ts'
import {
  EXPORT_AUDIT_CSV,
  EXPORT_AUDIT_JSON,
  LIST_AUDIT_ENTRIES,
  LIST_AUDIT_FACETS,
  LIST_INTEGRATION_AUDIT_ENTRIES,
  VERIFY_AUDIT,
} from '../../contract/audit.ts'
import { LIMIT_DEFAULT } from '../../contract/fields.ts'
import { toCsv } from '../../lib/csv-text.ts'
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
  run: call => startExport(call, { extension: 'csv', type: 'text/csv', write: writeCsv }),
  present: (file): never => file as never,
})

export const exportJson = handle(EXPORT_AUDIT_JSON, {
  run: call => startExport(call, { extension: 'json', type: 'application/json', write: writeJson }),
  present: (file): never => file as never,
})

interface ExportForm {
  extension: string
  type: string
  write(pages: AsyncIterable<AuditEntry[]>): AsyncGenerator<string>
}

/** Refuses before the first byte, then streams: a log of years is never held whole. */
async function startExport(
  call: Pick<Call<typeof EXPORT_AUDIT_CSV>, 'deps' | 'params' | 'query' | 'reply' | 'caller'>,
  { extension, type, write }: ExportForm,
): Promise<Readable> {
  const { deps, params, query, reply } = call
  const { accountId } = params
  const pages = await exportAuditEntries(deps, actorOf(call), { ...dated(query), accountId })
  reply.type(`${type}; charset=utf-8`)
  reply.header('content-disposition', `attachment; filename="audit-${accountId}.${extension}"`)
  return Readable.from(write(pages), { objectMode: false })
}

const COLUMNS = [
  ...['seq', 'at', 'action', 'actorKind', 'actorId', 'actorName', 'targetKind', 'targetId', 'targetName'],
  ...['before', 'after', 'ip', 'userAgent', 'hash'],
]

async function* writeCsv(pages: AsyncIterable<AuditEntry[]>): AsyncGenerator<string> {
  yield toCsv([COLUMNS])
  for await (const page of pages) yield toCsv(page.map(toCells))
}

function toCells(entry: AuditEntry): (string | number)[] {
  const { seq, at, action, actor, target, before, after, origin, hash } = entry
  const json = (value: object | undefined) => (value === undefined ? '' : JSON.stringify(value))
  return [
    ...[seq, at.toISOString(), action, actor.kind, actor.id ?? '', actor.name],
    ...[target.kind, target.id, target.name ?? '', json(before), json(after)],
    ...[origin.ip ?? '', origin.userAgent ?? '', hash.toString('hex')],
  ]
}

async function* writeJson(pages: AsyncIterable<AuditEntry[]>): AsyncGenerator<string> {
  let separator = '[\n'
  for await (const page of pages) {
    yield separator + page.map(entry => JSON.stringify(presentAuditEntry(entry))).join(',\n')
    separator = ',\n'
  }
  yield separator === '[\n' ? '[]\n' : '\n]\n'
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
