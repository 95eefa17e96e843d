import type { Actor } from '../domain/actor.ts'
import type { Clock } from '../lib/clock.ts'
import type { Sql } from '../lib/database.ts'
import { isSameBytes } from '../lib/secrets.ts'
import * as store from '../store/audit.ts'
import { authorize } from './authorize.ts'
import type { Deps } from './deps.ts'

/** Whether an account's chain holds; `brokenAt` is the first entry that does not follow from the one before. */
export interface ChainVerdict {
  isIntact: boolean
  entries: number
  brokenAt?: number
}

/** A verdict, and when every entry was last looked at; in between only the new ones are. */
export interface CheckedChain extends ChainVerdict {
  checkedAt: Date
  fullyCheckedAt: Date
}

const BATCH = 1000
/** How long the entries looked at once are taken for unchanged, when nobody asks for all of them. */
const TRUSTED_MS = 3_600_000
const ACCOUNTS_REMEMBERED_MAX = 1000

/** Walks the whole chain, as of one moment, and compares its end with the head: neither may know more than the other. */
export async function verifyChain(
  deps: Pick<Deps, 'database'>,
  actor: Actor,
  input: { accountId: string },
): Promise<ChainVerdict> {
  const { accountId } = input
  return deps.database.snapshot(accountId, async db => {
    await authorize(db, actor, { accountId, permission: 'audit.view' })
    return (await walk(db, accountId, START)).verdict
  })
}

interface Remembered {
  end: ChainEnd
  fullyCheckedAt: Date
}

/** Checks chains for whoever looks at them: cheap while a page is open, whole at least once an hour, or on demand. */
export interface ChainChecks {
  check(actor: Actor, input: { accountId: string; isFull: boolean }): Promise<CheckedChain>
}

export function createChainChecks(deps: Pick<Deps, 'database'> & { clock: Clock }): ChainChecks {
  const known = new Map<string, Remembered>()
  const running = new Map<string, Promise<CheckedChain>>()
  const check = async (accountId: string, isFull: boolean): Promise<CheckedChain> => {
    const checkedAt = deps.clock.now()
    const before = known.get(accountId)
    const isTrusted = before !== undefined && checkedAt.getTime() - before.fullyCheckedAt.getTime() < TRUSTED_MS
    const start = isTrusted && !isFull ? before : undefined
    const { verdict, end, isThere } = await deps.database.snapshot(accountId, async db => {
      // The place to go on from may have been rewritten since: then nothing that was known holds.
      const isThere = start !== undefined && (await isStill(db, accountId, start.end))
      return { ...(await walk(db, accountId, isThere ? start.end : START)), isThere }
    })
    const fullyCheckedAt = isThere && start !== undefined ? start.fullyCheckedAt : checkedAt
    if (known.size >= ACCOUNTS_REMEMBERED_MAX) known.clear()
    if (verdict.isIntact) known.set(accountId, { end, fullyCheckedAt })
    else known.delete(accountId)
    return { ...verdict, checkedAt, fullyCheckedAt }
  }
  return {
    async check(actor, { accountId, isFull }) {
      await deps.database.read(accountId, db => authorize(db, actor, { accountId, permission: 'audit.view' }))
      const key = `${accountId} ${isFull}`
      const own = running.get(key) ?? check(accountId, isFull).finally(() => running.delete(key))
      running.set(key, own)
      return own
    },
  }
}

interface ChainEnd {
  seq: number
  hash: Buffer
}

const START: ChainEnd = { seq: 0, hash: store.CHAIN_START }

/** From one end that holds to the head. */
async function walk(db: Sql, accountId: string, start: ChainEnd): Promise<{ verdict: ChainVerdict; end: ChainEnd }> {
  const head = (await store.findHead(db, accountId)) ?? START
  let last = start
  for (;;) {
    const batch = await store.listChain(db, { accountId, afterSeq: last.seq, limit: BATCH })
    for (const entry of batch) {
      if (!follows(entry, last)) {
        return { verdict: { isIntact: false, entries: last.seq, brokenAt: last.seq + 1 }, end: last }
      }
      last = entry
    }
    if (batch.length < BATCH) break
  }
  const end = { seq: last.seq, hash: last.hash }
  if (last.seq === head.seq && isSameBytes(last.hash, head.hash)) {
    return { verdict: { isIntact: true, entries: last.seq }, end }
  }
  // Of two ends of the same number it is the last entry that was written anew.
  const brokenAt = last.seq === head.seq ? last.seq : Math.min(last.seq, head.seq) + 1
  return { verdict: { isIntact: false, entries: last.seq, brokenAt }, end }
}

async function isStill(db: Sql, accountId: string, end: ChainEnd): Promise<boolean> {
  if (end.seq === 0) return true
  const [entry] = await store.listChain(db, { accountId, afterSeq: end.seq - 1, limit: 1 })
  return entry?.seq === end.seq && isSameBytes(entry.hash, end.hash)
}

function follows(entry: store.AuditEntry, last: ChainEnd): boolean {
  const { hash, ...row } = entry
  return entry.seq === last.seq + 1 && isSameBytes(entry.prevHash, last.hash) && isSameBytes(store.hashOf(row), hash)
}
