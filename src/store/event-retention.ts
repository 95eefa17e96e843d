import { sql } from 'kysely'
import type { Sql } from '../lib/database.ts'

/** Forgets ended deliveries made before a moment, with their attempts; a limited number, returned. */
export async function deleteDeliveriesBefore(db: Sql, before: Date, limit: number): Promise<number> {
  const { numAffectedRows = 0n } = await sql`
    with old as materialized (
      select account_id, id from deliveries where created_at < ${before} and status <> 'pending' limit ${limit}
    ), attempts_gone as (
      delete from delivery_attempts a using old where a.account_id = old.account_id and a.delivery_id = old.id
    )
    delete from deliveries d using old where d.account_id = old.account_id and d.id = old.id`.execute(db)
  return Number(numAffectedRows)
}

/** Forgets events made before a moment; a limited number, returned. Those that still wait to be handed out stay. */
export async function deleteEventsBefore(db: Sql, before: Date, limit: number): Promise<number> {
  const { numAffectedRows = 0n } = await sql`
    with old as materialized (
      select e.account_id, e.id from events e
       where e.created_at < ${before}
         and not exists (select 1 from event_queue q where q.account_id = e.account_id and q.seq = e.seq)
       limit ${limit}
    )
    delete from events e using old where e.account_id = old.account_id and e.id = old.id`.execute(db)
  return Number(numAffectedRows)
}
