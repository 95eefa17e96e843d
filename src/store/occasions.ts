import type { Sql } from '../lib/database.ts'
import { noticeTables } from './notice-tables.ts'

/** Notes that something is told now; false when it was told before, by this node or another. */
export async function insertOccasion(
  db: Sql,
  { accountId, key, at }: { accountId: string; key: string; at: Date },
): Promise<boolean> {
  const made = await noticeTables(db)
    .insertInto('occasions')
    .values({ account_id: accountId, key, at })
    .onConflict(conflict => conflict.doNothing())
    .returning('key')
    .executeTakeFirst()
  return made !== undefined
}

/** Those of the keys that were told already, as `account key`. The connection must see every account. */
export async function listOccasions(
  db: Sql,
  wanted: readonly { accountId: string; key: string }[],
): Promise<ReadonlySet<string>> {
  if (wanted.length === 0) return new Set()
  const rows = await noticeTables(db)
    .selectFrom('occasions')
    .select(['account_id', 'key'])
    .where('account_id', 'in', [...new Set(wanted.map(({ accountId }) => accountId))])
    .where(
      'key',
      'in',
      wanted.map(({ key }) => key),
    )
    .execute()
  return new Set(rows.map(row => `${row.account_id} ${row.key}`))
}

/** Forgets what was told long ago: its stages can't come again. */
export async function deleteOccasionsBefore(db: Sql, before: Date): Promise<void> {
  await noticeTables(db).deleteFrom('occasions').where('at', '<', before).execute()
}

/** A timer that one of the nodes runs every so often. */
export interface TimerTurn {
  name: string
  now: Date
  everyMs: number
}

/** Whether it may be a timer's turn: cheaper to ask than to take it. */
export async function isTurnDue(db: Sql, { name, now, everyMs }: TimerTurn): Promise<boolean> {
  const turn = await noticeTables(db)
    .selectFrom('timer_turns')
    .select('ran_at')
    .where('name', '=', name)
    .executeTakeFirst()
  return turn === undefined || turn.ran_at.getTime() <= now.getTime() - everyMs
}

/** Takes a timer's turn; false when some node took it less than `everyMs` ago. */
export async function claimTurn(db: Sql, { name, now, everyMs }: TimerTurn): Promise<boolean> {
  const taken = await noticeTables(db)
    .insertInto('timer_turns')
    .values({ name, ran_at: now })
    .onConflict(conflict =>
      conflict
        .column('name')
        .doUpdateSet({ ran_at: now })
        .where('timer_turns.ran_at', '<=', new Date(now.getTime() - everyMs)),
    )
    .returning('name')
    .executeTakeFirst()
  return taken !== undefined
}

/** How many occasions of an account begin like this. */
export async function countOccasions(db: Sql, accountId: string, prefix: string): Promise<number> {
  const { count } = await noticeTables(db)
    .selectFrom('occasions')
    .select(eb => eb.fn.countAll<number>().as('count'))
    .where('account_id', '=', accountId)
    .where(({ eb, fn, val }) => eb(fn<boolean>('starts_with', ['key', val(prefix)]), '=', true))
    .executeTakeFirstOrThrow()
  return count
}
