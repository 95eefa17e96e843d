import { setTimeout as sleep } from 'node:timers/promises'
import { type Database, EVERY_TENANT } from '../lib/database.ts'
import { countNodesBehind } from '../store/nodes.ts'

/** The node that this process is; absent in one without an index (the command line). */
export interface OwnNode {
  id: string
  applyUpTo(seq: number): Promise<void>
}

const FIRST_WAIT_MS = 1
/** Each wait is a third longer: a change that took a while is not noticed much later than it was applied. */
const LONGER = 1.3
const WAIT_MS_MAX = 20

/**
 * Waits until every node with a live lease has applied a change. Commit alone is no barrier: NOTIFY reaches listeners up
 * to 1.3 ms later. A silent node delays the reply until its lease runs out, and then refuses by itself.
 */
export function createBarrier(database: Database, own?: OwnNode): (seq: number) => Promise<void> {
  return async seq => {
    const over = new AbortController()
    await Promise.all([own?.applyUpTo(seq), untilOthersHave(seq, over.signal)]).finally(() => over.abort())
  }

  async function untilOthersHave(seq: number, signal: AbortSignal): Promise<void> {
    for (let waitMs = FIRST_WAIT_MS; !signal.aborted; waitMs = Math.min(waitMs * LONGER, WAIT_MS_MAX)) {
      if ((await database.read(EVERY_TENANT, db => countNodesBehind(db, { seq, exceptId: own?.id }))) === 0) return
      await sleep(waitMs)
    }
  }
}
