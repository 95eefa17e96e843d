import type { Actor, ActorRecord } from '../domain/actor.ts'
import { Problem } from '../domain/problem.ts'
import { openCursor, sealCursor } from '../lib/cursor.ts'
import * as store from '../store/audit.ts'
import { authorize } from './authorize.ts'
import type { Deps } from './deps.ts'

export type { AuditEntry } from '../store/audit.ts'

/** Which entries; `cursor` comes from the page before. */
export interface AuditInput extends store.AuditFilter {
  accountId: string
  cursor?: string
  limit: number
}

/** An account's audit entries, newest first. Throws cursor_invalid for a cursor of another list. */
export async function listAuditEntries(
  deps: Pick<Deps, 'database' | 'keys'>,
  actor: Actor,
  input: AuditInput,
): Promise<{ items: store.AuditEntry[]; nextCursor?: string }> {
  const { limit, cursor, ...wanted } = input
  const { accountId } = wanted
  const mac = (text: string) => deps.keys.macOf('cursor', text)
  const { integrationId = '', action = '', actor: by = '', target = '', from, to } = wanted
  const span = [from?.toISOString() ?? '', to?.toISOString() ?? '']
  const scope = JSON.stringify(['audit', accountId, integrationId, action, by, target, ...span])
  return deps.database.read(accountId, async db => {
    await authorize(db, actor, { accountId, permission: 'audit.view' })
    const beforeSeq = cursor === undefined ? undefined : toSeq(openCursor(mac, scope, cursor))
    const rows = await store.listAuditEntries(db, { ...wanted, beforeSeq, limit: limit + 1 })
    const items = rows.slice(0, limit)
    const last = items.at(-1)
    const hasMore = rows.length > limit && last !== undefined
    return { items, nextCursor: hasMore ? sealCursor(mac, scope, [String(last.seq)]) : undefined }
  })
}

/** What an account's log can be filtered by: the actions that stand in it, and who acted of late. */
export async function listAuditFacets(
  deps: Pick<Deps, 'database'>,
  actor: Actor,
  { accountId }: { accountId: string },
): Promise<{ actions: string[]; actors: ActorRecord[] }> {
  return deps.database.read(accountId, async db => {
    await authorize(db, actor, { accountId, permission: 'audit.view' })
    return { actions: await store.listAuditActions(db, accountId), actors: await store.listAuditActors(db, accountId) }
  })
}

const BATCH = 500

/**
 * All entries that the filter lets through, newest first, as they stand now: page by page, so that neither the database
 * nor this process ever holds the whole log. Whoever loses the right half way gets no further page.
 */
export async function listForExport(
  deps: Pick<Deps, 'database'>,
  actor: Actor,
  input: store.AuditFilter & { accountId: string },
): Promise<AsyncGenerator<store.AuditEntry[]>> {
  const { accountId } = input
  const page = (beforeSeq?: number) =>
    deps.database.read(accountId, async db => {
      await authorize(db, actor, { accountId, permission: 'audit.view' })
      return store.listAuditEntries(db, { ...input, beforeSeq, limit: BATCH })
    })
  const first = await page()
  return pages(first, page)
}

async function* pages(
  first: store.AuditEntry[],
  page: (beforeSeq: number) => Promise<store.AuditEntry[]>,
): AsyncGenerator<store.AuditEntry[]> {
  for (let batch = first; ; ) {
    const last = batch.at(-1)
    if (last === undefined) return
    yield batch
    if (batch.length < BATCH) return
    batch = await page(last.seq)
  }
}

function toSeq(position: string[] | undefined): number {
  const seq = Number(position?.[0])
  if (!Number.isInteger(seq)) throw new Problem('cursor_invalid')
  return seq
}
