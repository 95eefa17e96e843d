import type { Actor } from '../domain/actor.ts'
import { Problem } from '../domain/problem.ts'
import { openCursor, sealCursor } from '../lib/cursor.ts'
import { isSameBytes } from '../lib/secrets.ts'
import * as store from '../store/audit.ts'
import { authorize } from './authorize.ts'
import type { Deps } from './deps.ts'

export type { AuditEntry } from '../store/audit.ts'

/** Which entries; `cursor` comes from the page before. */
export interface AuditInput {
  accountId: string
  integrationId?: string
  action?: string
  cursor?: string
  limit: number
}

/** An account's audit entries, newest first. Throws cursor_invalid for a cursor of another list. */
export async function listAuditEntries(
  deps: Pick<Deps, 'database' | 'keys'>,
  actor: Actor,
  input: AuditInput,
): Promise<{ items: store.AuditEntry[]; nextCursor?: string }> {
  const { accountId, integrationId, action, limit } = input
  const mac = (text: string) => deps.keys.macOf('cursor', text)
  const scope = JSON.stringify(['audit', accountId, integrationId ?? '', action ?? ''])
  return deps.database.read(accountId, async db => {
    await authorize(db, actor, { accountId, permission: 'audit.view' })
    const beforeSeq = input.cursor === undefined ? undefined : toSeq(openCursor(mac, scope, input.cursor))
    const rows = await store.listAuditEntries(db, { accountId, integrationId, action, beforeSeq, limit: limit + 1 })
    const items = rows.slice(0, limit)
    const last = items.at(-1)
    const hasMore = rows.length > limit && last !== undefined
    return { items, nextCursor: hasMore ? sealCursor(mac, scope, [String(last.seq)]) : undefined }
  })
}

/** Whether an account's chain holds; `brokenAt` is the first entry that does not follow from the one before. */
export interface ChainVerdict {
  isIntact: boolean
  entries: number
  brokenAt?: number
}

const BATCH = 1000

/** Walks the whole chain, as of one moment, and compares its end with the head: neither may know more than the other. */
export async function verifyChain(
  deps: Pick<Deps, 'database'>,
  actor: Actor,
  input: { accountId: string },
): Promise<ChainVerdict> {
  const { accountId } = input
  return deps.database.snapshot(accountId, async db => {
    await authorize(db, actor, { accountId, permission: 'audit.view' })
    const head = (await store.findHead(db, accountId)) ?? START
    let last: ChainEnd = START
    for (;;) {
      const batch = await store.listChain(db, { accountId, afterSeq: last.seq, limit: BATCH })
      for (const entry of batch) {
        if (!follows(entry, last)) return { isIntact: false, entries: last.seq, brokenAt: last.seq + 1 }
        last = entry
      }
      if (batch.length < BATCH) break
    }
    if (last.seq === head.seq && isSameBytes(last.hash, head.hash)) return { isIntact: true, entries: last.seq }
    // Of two ends of the same number it is the last entry that was written anew.
    const brokenAt = last.seq === head.seq ? last.seq : Math.min(last.seq, head.seq) + 1
    return { isIntact: false, entries: last.seq, brokenAt }
  })
}

interface ChainEnd {
  seq: number
  hash: Buffer
}

const START: ChainEnd = { seq: 0, hash: store.CHAIN_START }

function follows(entry: store.AuditEntry, last: ChainEnd): boolean {
  const { hash, ...row } = entry
  return entry.seq === last.seq + 1 && isSameBytes(entry.prevHash, last.hash) && isSameBytes(store.hashOf(row), hash)
}

function toSeq(position: string[] | undefined): number {
  const seq = Number(position?.[0])
  if (!Number.isInteger(seq)) throw new Problem('cursor_invalid')
  return seq
}
