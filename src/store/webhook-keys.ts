import { sql } from 'kysely'
import type { Sql } from '../lib/database.ts'
import { webhookTables } from './webhook-tables.ts'

/** A key pair of the server, its private half sealed. */
export interface StoredWebhookKey {
  id: string
  publicKey: Buffer
  privateSealed: Buffer
  activeFrom: Date
  createdAt: Date
}

/** Any fixed number: two nodes that start together make one first key. */
const KEYS_LOCK = 7_262_041_905

/** Lets one transaction at a time look and make. */
export async function lockWebhookKeys(db: Sql): Promise<void> {
  await sql`select pg_advisory_xact_lock(${KEYS_LOCK})`.execute(db)
}

/** Those that are published, the latest to become active first. */
export async function listWebhookKeys(db: Sql): Promise<StoredWebhookKey[]> {
  const rows = await webhookTables(db)
    .selectFrom('webhook_keys')
    .selectAll()
    .where('retired_at', 'is', null)
    .orderBy('active_from', 'desc')
    .execute()
  return rows.map(row => ({
    id: row.id,
    publicKey: row.public_key,
    privateSealed: row.private_sealed,
    activeFrom: row.active_from,
    createdAt: row.created_at,
  }))
}

export async function insertWebhookKey(db: Sql, key: StoredWebhookKey): Promise<void> {
  await webhookTables(db)
    .insertInto('webhook_keys')
    .values({
      id: key.id,
      public_key: key.publicKey,
      private_sealed: key.privateSealed,
      active_from: key.activeFrom,
      created_at: key.createdAt,
    })
    .execute()
}

/** Takes keys out of the published list, and their private halves out of the database. */
export async function retireWebhookKeys(db: Sql, ids: readonly string[], now: Date): Promise<void> {
  if (ids.length === 0) return
  await webhookTables(db)
    .updateTable('webhook_keys')
    .set({ retired_at: now, private_sealed: Buffer.alloc(0) })
    .where('id', 'in', ids)
    .execute()
}
