import type { ClientBase } from 'pg'
import type { SnapshotPartition, SnapshotSequence } from './manifest.ts'

/** Which tables are meant. */
export interface Selection {
  schema: string
  /** Tables that describe this very database, such as its list of migrations; neither copied nor looked at. */
  exclude: readonly string[]
}

export interface CatalogueTable {
  name: string
  isPartitioned: boolean
  columns: string[]
}

/** All tables that hold rows of their own or in partitions, with the columns that can be written. */
export async function listTables(client: ClientBase, { schema, exclude }: Selection): Promise<CatalogueTable[]> {
  const { rows } = await client.query<CatalogueTable>(
    `select c.relname as name, c.relkind = 'p' as "isPartitioned",
            coalesce(array_agg(a.attname::text order by a.attnum) filter (where a.attgenerated = ''), '{}') as columns
       from pg_class c
       left join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
      where c.relnamespace = $1::regnamespace and c.relkind in ('r', 'p') and not c.relispartition
        and c.relname <> all ($2)
      group by c.oid, c.relname, c.relkind
      order by c.relname`,
    [identifier(schema), exclude],
  )
  return rows
}

/** The parts of partitioned tables, each after its parent. */
export async function listPartitions(client: ClientBase, { schema, exclude }: Selection): Promise<SnapshotPartition[]> {
  const { rows } = await client.query<SnapshotPartition>(
    `with recursive part as (
       select i.inhrelid as id, i.inhparent as parent, p.relname as root, 1 as depth
         from pg_inherits i join pg_class p on p.oid = i.inhparent
        where p.relnamespace = $1::regnamespace and p.relkind = 'p' and not p.relispartition
       union all
       select i.inhrelid, i.inhparent, part.root, depth + 1 from pg_inherits i join part on part.id = i.inhparent)
     select c.relname as name, p.relname as parent,
            pg_get_expr(c.relpartbound, c.oid)
              || case when c.relkind = 'p' then ' partition by ' || pg_get_partkeydef(c.oid) else '' end as bound
       from part join pg_class c on c.oid = part.id join pg_class p on p.oid = part.parent
      where part.root <> all ($2)
      order by depth, c.relname`,
    [identifier(schema), exclude],
  )
  return rows
}

/** Every sequence with where it stands, those of excluded tables left out. */
export async function listSequences(client: ClientBase, { schema, exclude }: Selection): Promise<SnapshotSequence[]> {
  const { rows } = await client.query<{ name: string }>(
    `select c.relname as name
       from pg_class c
       left join pg_depend d on d.classid = 'pg_class'::regclass and d.objid = c.oid and d.deptype in ('a', 'i')
        and d.refclassid = 'pg_class'::regclass and d.refobjsubid > 0
       left join pg_class owner on owner.oid = d.refobjid
      where c.relnamespace = $1::regnamespace and c.relkind = 'S' and coalesce(owner.relname, '') <> all ($2)
      order by c.relname`,
    [identifier(schema), exclude],
  )
  const sequences: SnapshotSequence[] = []
  for (const { name } of rows) {
    const { rows: states } = await client.query<{ last: string; called: boolean }>(
      `select last_value::text as last, is_called as called from ${identifier(schema, name)}`,
    )
    for (const { last, called } of states) sequences.push({ name, lastValue: last, isCalled: called })
  }
  return sequences
}

export async function postgresMajor(client: ClientBase): Promise<number> {
  const { rows } = await client.query<{ number: string }>(`select current_setting('server_version_num') as number`)
  return Math.floor(Number(rows[0]?.number) / 10_000)
}

/** Takes a name that is already quoted. */
export async function countRows(client: ClientBase, table: string): Promise<number> {
  const { rows } = await client.query<{ count: string }>(`select count(*)::text as count from ${table}`)
  return Number(rows[0]?.count)
}

/** A quoted name, with its schema in front where two are given. */
export function identifier(...parts: string[]): string {
  return parts.map(part => `"${part.replaceAll('"', '""')}"`).join('.')
}
