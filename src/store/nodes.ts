import { sql } from 'kysely'
import type pg from 'pg'
import type { Sql } from '../lib/database.ts'
import { tables } from './tables.ts'

/**
 * Takes or renews a node's lease, counted from the database's own clock. Tells whether the lease before it was still
 * live: a machine that slept does not know by its own clock.
 */
export async function renewLease(
  db: Sql,
  { nodeId, leaseMs, appliedSeq }: { nodeId: string; leaseMs: number; appliedSeq: number },
): Promise<boolean> {
  const { rows } = await sql<{ was_live: boolean | null }>`
    with before as (select lease_until > clock_timestamp() as is_live from nodes where id = ${nodeId})
    insert into nodes (id, lease_until, applied_seq)
    values (${nodeId}, clock_timestamp() + ${leaseMs} * interval '1 millisecond', ${appliedSeq})
    on conflict (id) do update set lease_until = excluded.lease_until,
      applied_seq = greatest(nodes.applied_seq, excluded.applied_seq)
    returning (select is_live from before) as was_live`.execute(db)
  return rows[0]?.was_live === true
}

/** Up to where a node has followed, up to where it has applied, and about which integrations it decides nothing before it has read what came up to which number. */
export interface Followed {
  seq: number
  appliedSeq: number
  pending: readonly { integrationId: string; seq: number }[]
}

/**
 * Tells that a node has followed up to `seq`: true where it was told now. It is only where there is such a change and all after
 * `appliedSeq` are pending, because anybody can notify, and notifications get lost with their line. The connection must see
 * every account.
 */
export async function recordApplied(
  client: pg.ClientBase,
  nodeId: string,
  { seq, appliedSeq, pending }: Followed,
): Promise<boolean> {
  const { rowCount } = await client.query({
    name: 'record_applied',
    text: `
      update nodes set applied_seq = $2
       where id = $1 and applied_seq < $2 and exists (select 1 from token_changes where seq = $2)
         and not exists (
           select 1 from token_changes as unread
            where unread.seq > $3 and unread.seq <= $2 and not exists (
              select 1 from unnest($4::text[], $5::bigint[]) as pending (id, seq)
               where pending.id = unread.integration_id and pending.seq >= unread.seq))`,
    values: [nodeId, seq, appliedSeq, pending.map(one => one.integrationId), pending.map(one => one.seq)],
  })
  return rowCount === 1
}

/** A node that stops serving gives its lease back, so that nobody waits for it. */
export async function deleteNode(db: Sql, nodeId: string): Promise<void> {
  await tables(db).deleteFrom('nodes').where('id', '=', nodeId).execute()
}

/** How many nodes with a live lease, but for one, have not yet applied a change. No node takes a lease of minutes: such a row is not one of ours, and nobody waits for it. */
export async function countNodesBehind(
  db: Sql,
  { seq, exceptId = '' }: { seq: number; exceptId?: string },
): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*) as count from nodes
    where lease_until > clock_timestamp() and lease_until < clock_timestamp() + interval '2 minutes'
      and applied_seq < ${seq} and id <> ${exceptId}`.execute(db)
  return rows[0]?.count ?? 0
}

/** Rows of nodes that died without giving their lease back. */
export async function deleteDeadNodes(db: Sql): Promise<void> {
  await sql`delete from nodes where lease_until < clock_timestamp() - interval '1 hour'`.execute(db)
}

/** The database's time: the one clock that all nodes agree on. */
export async function databaseTime(db: Sql): Promise<Date> {
  const { rows } = await sql<{ now: Date }>`select clock_timestamp() as now`.execute(db)
  if (rows[0] === undefined) throw new Error('the database did not tell the time')
  return rows[0].now
}

/** How many nodes serve at the moment. */
export async function countLiveNodes(db: Sql): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*) as count from nodes where lease_until > clock_timestamp()`.execute(db)
  return rows[0]?.count ?? 0
}

/** The nodes that serve at the moment. */
export async function listLiveNodes(db: Sql): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`select id from nodes where lease_until > clock_timestamp()`.execute(db)
  return rows.map(({ id }) => id)
}
