import type pg from 'pg'
import { identifier } from './catalogue.ts'

interface ForeignKey {
  table: string
  name: string
  definition: string
}

interface Trigger {
  table: string
  name: string
  /** As in pg_trigger: O = enabled, R = on a replica only, A = always. */
  mode: 'O' | 'R' | 'A'
}

const ENABLE = { O: 'enable', R: 'enable replica', A: 'enable always' } as const

/**
 * Runs `work` while no order of the tables matters and no trigger fires, then puts everything back, within the caller's
 * transaction. Foreign keys are dropped and made again rather than switched off, for three reasons: the owner of the tables may
 * do it without being a superuser, it works for circles, and making them again checks every row.
 */
export async function withoutForeignKeysAndTriggers(
  client: pg.Client,
  schema: string,
  work: () => Promise<void>,
): Promise<void> {
  const foreignKeys = await listForeignKeys(client, schema)
  const triggers = await listTriggers(client, schema)
  const alter = (table: string, action: string) => client.query(`alter table ${identifier(schema, table)} ${action}`)
  for (const { table, name } of foreignKeys) await alter(table, `drop constraint ${identifier(name)}`)
  for (const { table, name } of triggers) await alter(table, `disable trigger ${identifier(name)}`)
  await work()
  for (const { table, name, definition } of foreignKeys) {
    await alter(table, `add constraint ${identifier(name)} ${definition}`)
  }
  for (const { table, name, mode } of triggers) await alter(table, `${ENABLE[mode]} trigger ${identifier(name)}`)
}

async function listForeignKeys(client: pg.Client, schema: string): Promise<ForeignKey[]> {
  const { rows } = await client.query<ForeignKey>(
    `select t.relname as table, k.conname as name, pg_get_constraintdef(k.oid) as definition
       from pg_constraint k join pg_class t on t.oid = k.conrelid
      where t.relnamespace = $1::regnamespace and k.contype = 'f' and k.conparentid = 0
      order by t.relname, k.conname`,
    [identifier(schema)],
  )
  return rows
}

async function listTriggers(client: pg.Client, schema: string): Promise<Trigger[]> {
  const { rows } = await client.query<Trigger>(
    `select t.relname as table, g.tgname as name, g.tgenabled as mode
       from pg_trigger g join pg_class t on t.oid = g.tgrelid
      where t.relnamespace = $1::regnamespace and not g.tgisinternal and g.tgparentid = 0 and g.tgenabled <> 'D'
      order by t.relname, g.tgname`,
    [identifier(schema)],
  )
  return rows
}
