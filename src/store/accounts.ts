import type { Selectable } from 'kysely'
import { type Account, DEFAULT_LABS, DEFAULT_POLICIES } from '../domain/account.ts'
import type { Sql } from '../lib/database.ts'
import { orAbsent, type Tables, tables } from './tables.ts'

/** What the token index needs to know of an account. */
export type AccountPlace = Pick<Account, 'id' | 'kind' | 'parentId' | 'wireId'>

/** One account, if the connection may see it. */
export async function findAccount(db: Sql, accountId: string): Promise<Account | undefined> {
  const row = await tables(db).selectFrom('accounts').selectAll().where('id', '=', accountId).executeTakeFirst()
  return row && toAccount(row)
}

/** One account, its row locked until the transaction ends; others may go on writing rows that belong to it. */
export async function lockAccount(db: Sql, accountId: string): Promise<Account | undefined> {
  const row = await tables(db)
    .selectFrom('accounts')
    .selectAll()
    .where('id', '=', accountId)
    .forNoKeyUpdate()
    .executeTakeFirst()
  return row && toAccount(row)
}

/** Accounts by id, agencies first, then by name. */
export async function listAccounts(db: Sql, accountIds: readonly string[]): Promise<Account[]> {
  if (accountIds.length === 0) return []
  const rows = await tables(db)
    .selectFrom('accounts')
    .selectAll()
    .where('id', 'in', [...accountIds])
    .orderBy('kind')
    .orderBy('name')
    .orderBy('id')
    .execute()
  return rows.map(toAccount)
}

/** Every account there is. */
export async function listAllAccounts(db: Sql): Promise<Account[]> {
  return (await tables(db).selectFrom('accounts').selectAll().orderBy('kind').orderBy('name').execute()).map(toAccount)
}

/** The places of one account, or of all for the token index. */
export async function listAccountPlaces(db: Sql, accountId?: string): Promise<AccountPlace[]> {
  const query = tables(db).selectFrom('accounts').select(['id', 'kind', 'parent_id', 'wire_id'])
  const rows = await (accountId === undefined ? query : query.where('id', '=', accountId)).execute()
  return rows.map(row => ({ id: row.id, kind: row.kind, parentId: orAbsent(row.parent_id), wireId: row.wire_id }))
}

export async function insertAccount(db: Sql, account: Account): Promise<void> {
  await tables(db)
    .insertInto('accounts')
    .values({
      id: account.id,
      kind: account.kind,
      parent_id: account.parentId ?? null,
      name: account.name,
      wire_id: account.wireId,
      timezone: account.timezone,
      profile: '{}',
      policies: JSON.stringify(account.policies),
      labs: JSON.stringify(account.labs),
      created_at: account.createdAt,
      updated_at: account.createdAt,
    })
    .execute()
}

/** Writes policies and labs features; the caller holds the row's lock. */
export async function updateAccount(db: Sql, account: Account, now: Date): Promise<void> {
  await tables(db)
    .updateTable('accounts')
    .set({
      policies: JSON.stringify(account.policies),
      labs: JSON.stringify(account.labs),
      labs_changed_at: JSON.stringify(account.labsChangedAt ?? {}),
      version: account.version,
      updated_at: now,
    })
    .where('id', '=', account.id)
    .execute()
}

/** An account's row as the domain has it. */
export function toAccount(row: Selectable<Tables['accounts']>): Account {
  return {
    id: row.id,
    kind: row.kind,
    parentId: orAbsent(row.parent_id),
    name: row.name,
    wireId: row.wire_id,
    timezone: row.timezone,
    policies: { ...DEFAULT_POLICIES, ...row.policies },
    labs: { ...DEFAULT_LABS, ...row.labs },
    labsChangedAt: Object.fromEntries(Object.entries(row.labs_changed_at).map(([name, at]) => [name, new Date(at)])),
    version: row.version,
    createdAt: row.created_at,
  }
}
