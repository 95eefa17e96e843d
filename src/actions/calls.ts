import type { Actor } from '../domain/actor.ts'
import { Problem } from '../domain/problem.ts'
import { canonicalJson } from '../lib/canonical-json.ts'
import { openCursor, sealCursor } from '../lib/cursor.ts'
import {
  type CallFilter,
  type CallPosition,
  type LoggedCall,
  listCallsAfter,
  listCallsBefore,
} from '../store/call-log.ts'
import type { Deps } from './deps.ts'
import { authorizeForUsage, writeDownCalls } from './usage.ts'

export type { CallFilter, LoggedCall } from '../store/call-log.ts'

/** A page of calls: back in time by `nextCursor`, on as new ones come by `tailCursor`. */
export interface CallPage {
  items: LoggedCall[]
  nextCursor?: string
  tailCursor: string
}

/** Other nodes write down their calls within a second: what lies further back is complete, and in order. */
const SETTLED_MS = 2000

type CallDeps = Pick<Deps, 'database' | 'clock' | 'keys' | 'flushCalls' | 'log'>

/** Calls of an account or an integration, latest first. Throws integration_not_found and cursor_invalid. */
export async function listCalls(
  deps: CallDeps,
  actor: Actor,
  input: { filter: CallFilter; cursor?: string; limit: number },
): Promise<CallPage> {
  const { filter, limit } = input
  await writeDownCalls(deps)
  const seal = sealFor(deps, filter)
  const settled = { at: new Date(deps.clock.now().getTime() - SETTLED_MS), seq: 0 }
  return deps.database.read(filter.accountId, async db => {
    await authorizeForUsage(db, actor, filter)
    const before = input.cursor === undefined ? undefined : seal.open(input.cursor)
    const rows = await listCallsBefore(db, filter, { before, limit: limit + 1 })
    const items = rows.slice(0, limit)
    const last = items.at(-1)
    const newest = items.find(call => call.at <= settled.at)
    return {
      items,
      ...(rows.length > limit && last !== undefined && { nextCursor: seal.close(last) }),
      tailCursor: seal.close(newest ?? settled),
    }
  })
}

/** Calls since a tail cursor, oldest first, and the cursor to ask with next. */
export async function followCalls(
  deps: CallDeps,
  actor: Actor,
  input: { filter: CallFilter; after: string; limit: number },
): Promise<CallPage> {
  const { filter, limit } = input
  await writeDownCalls(deps)
  const seal = sealFor(deps, filter)
  const until = new Date(deps.clock.now().getTime() - SETTLED_MS)
  return deps.database.read(filter.accountId, async db => {
    await authorizeForUsage(db, actor, filter)
    const items = await listCallsAfter(db, filter, { after: seal.open(input.after), until, limit })
    const last = items.at(-1)
    return { items, tailCursor: last === undefined ? input.after : seal.close(last) }
  })
}

/** A cursor belongs to one account and one filter. */
function sealFor({ keys }: Pick<Deps, 'keys'>, { since: _, until: __, ...filter }: CallFilter) {
  const mac = (text: string) => keys.macOf('cursor', text)
  const scope = `calls ${canonicalJson(filter)}`
  return {
    close: ({ at, seq }: CallPosition) => sealCursor(mac, scope, [at.toISOString(), String(seq)]),
    open(cursor: string): CallPosition {
      const [at, seq] = openCursor(mac, scope, cursor) ?? []
      if (at === undefined || seq === undefined) throw new Problem('cursor_invalid')
      return { at: new Date(at), seq: Number(seq) }
    },
  }
}
