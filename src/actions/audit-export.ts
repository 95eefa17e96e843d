import type { Actor } from '../domain/actor.ts'
import { toCsv } from '../lib/csv-text.ts'
import type { AuditEntry, AuditFilter } from '../store/audit.ts'
import { listForExport } from './audit.ts'
import type { Deps } from './deps.ts'

export const EXPORT_FORMATS = ['csv', 'json'] as const
export type ExportFormat = (typeof EXPORT_FORMATS)[number]

/** Which entries, and as what. */
export interface ExportInput extends AuditFilter {
  accountId: string
  format: ExportFormat
}

/** An account's log as text, newest first, piece by piece: a log of years is never held whole. Refuses before the first piece. */
export async function exportAudit(
  deps: Pick<Deps, 'database'>,
  actor: Actor,
  { format, ...input }: ExportInput,
): Promise<AsyncGenerator<string>> {
  const pages = await listForExport(deps, actor, input)
  return format === 'csv' ? writeCsv(pages) : writeJson(pages)
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
    yield separator + page.map(toJson).join(',\n')
    separator = ',\n'
  }
  yield separator === '[\n' ? '[]\n' : '\n]\n'
}

function toJson({ id, seq, at, actor, action, target, before, after, origin, hash }: AuditEntry): string {
  return JSON.stringify({ id, seq, at, actor, action, target, before, after, origin, hash: hash.toString('hex') })
}
