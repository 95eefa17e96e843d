import type { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type pg from 'pg'
import { from as copyFrom } from 'pg-copy-streams'
import { countRows, identifier, listPartitions, listSequences, listTables, type Selection } from './catalogue.ts'
import { corrupt, SnapshotError } from './error.ts'
import type { Manifest, SnapshotPartition, SnapshotTable } from './manifest.ts'
import { readSnapshot, type TableData } from './read.ts'
import { withoutForeignKeysAndTriggers } from './relaxed.ts'
import { inTransaction } from './session.ts'

export interface RestoreOptions {
  /** As the owner of the tables. */
  connection: pg.ClientConfig
  /** That of the database; must be the snapshot's. */
  schemaVersion: number
  /** `public` unless given. */
  schema?: string
  exclude?: readonly string[]
}

/**
 * Fills a database that has the schema and no rows yet. All or nothing: before the commit every byte is checked against
 * the snapshot's sums, every table's rows are counted and every foreign key is checked. Whoever made the file may have made
 * its sums, too: no word of it becomes SQL, but names that the database itself has, quoted.
 */
export async function restoreSnapshot(options: RestoreOptions, source: Readable): Promise<Manifest> {
  const selection = { schema: options.schema ?? 'public', exclude: options.exclude ?? [] }
  const { manifest, tables } = await readSnapshot(source)
  refuseOtherSchema(manifest, options.schemaVersion)
  await inTransaction(options.connection, '', async client => {
    await refuseOtherTables(client, manifest, selection)
    await refuseOtherParts(client, manifest, selection)
    await lockEmpty(client, manifest, selection.schema)
    await withoutForeignKeysAndTriggers(client, selection.schema, () =>
      fillTables(client, { manifest, tables, schema: selection.schema }),
    )
    await setSequences(client, manifest, selection.schema)
    await analyze(client, manifest, selection.schema)
  })
  return manifest
}

function refuseOtherSchema(manifest: Manifest, schemaVersion: number): void {
  if (manifest.schemaVersion === schemaVersion) return
  throw new SnapshotError(
    'schema_version_differs',
    `The backup has schema version ${manifest.schemaVersion} and the database ${schemaVersion}: restore it with the release that made it, then upgrade.`,
  )
}

async function refuseOtherTables(client: pg.Client, manifest: Manifest, selection: Selection): Promise<void> {
  const shapeOf = ({ name, columns }: Pick<SnapshotTable, 'name' | 'columns'>) =>
    JSON.stringify([name, ...columns.toSorted()])
  const there = new Set((await listTables(client, selection)).map(shapeOf))
  const wanted = new Set(manifest.tables.map(shapeOf))
  const different = [...there.symmetricDifference(wanted)].map(shape => String(JSON.parse(shape)[0]))
  if (different.length > 0) throw differ('tables', different)
}

/** Partitions and sequences are the schema's, made by its migrations: those that it lacks are not made from a file. */
async function refuseOtherParts(client: pg.Client, manifest: Manifest, selection: Selection): Promise<void> {
  const partOf = ({ name, parent }: SnapshotPartition) => JSON.stringify([name, parent])
  const parts = new Set((await listPartitions(client, selection)).map(partOf))
  const unknownParts = manifest.partitions.filter(partition => !parts.has(partOf(partition)))
  if (unknownParts.length > 0) throw differ('partitions', unknownParts.map(nameOf))
  const sequences = new Set((await listSequences(client, selection)).map(nameOf))
  const unknown = manifest.sequences.filter(({ name }) => !sequences.has(name))
  if (unknown.length > 0) throw differ('sequences', unknown.map(nameOf))
}

const nameOf = ({ name }: { name: string }) => name

function differ(what: string, names: string[]): SnapshotError {
  return new SnapshotError(
    'tables_differ',
    `The backup and the database have different ${what} (${[...new Set(names)].join(', ')}): make an empty database with the release that made the backup.`,
  )
}

/** Locks first and looks afterwards, so that nobody can write in between. */
async function lockEmpty(client: pg.Client, { tables }: Manifest, schema: string): Promise<void> {
  if (tables.length === 0) return
  const names = tables.map(({ name }) => identifier(schema, name))
  await client.query(`lock table ${names.join(', ')} in access exclusive mode`)
  const filled: string[] = []
  for (const { name } of tables) {
    const { rowCount } = await client.query(`select 1 from ${identifier(schema, name)} limit 1`)
    if (rowCount) filled.push(name)
  }
  if (filled.length === 0) return
  throw new SnapshotError(
    'not_empty',
    `The database already has rows (in ${filled.join(', ')}): restore into a new, empty one; nothing was changed.`,
  )
}

interface Filling {
  manifest: Manifest
  tables: AsyncIterable<TableData>
  schema: string
}

async function fillTables(client: pg.Client, { manifest, tables, schema }: Filling): Promise<void> {
  const waiting = new Map(manifest.tables.map(table => [table.name, table]))
  for await (const { name, data } of tables) {
    const table = waiting.get(name)
    if (!table) throw corrupt(`a table ${name} that it does not announce`)
    waiting.delete(name)
    await fillTable(client, { table, data, schema })
    const found = await countRows(client, identifier(schema, name))
    if (found !== table.rows) throw corrupt(`${name} has ${found} rows instead of ${table.rows}`)
  }
  if (waiting.size > 0) throw corrupt(`without the data of ${[...waiting.keys()].join(', ')}`)
}

/** What the types, keys or checks of a table refuse did not come from such a table. */
const BAD_DATA = /^2[23]/

async function fillTable(
  client: pg.Client,
  { table, data, schema }: { table: SnapshotTable; data: AsyncIterable<Buffer>; schema: string },
): Promise<void> {
  const columns = table.columns.map(column => identifier(column)).join(', ')
  const target = client.query(copyFrom(`copy ${identifier(schema, table.name)} (${columns}) from stdin`))
  try {
    await pipeline(data, target)
  } catch (error) {
    // The database's own words quote the data, so they stay in the cause.
    throw BAD_DATA.test((error as { code?: string }).code ?? '') ? corrupt(`the data of ${table.name}`, error) : error
  }
}

async function setSequences(client: pg.Client, { sequences }: Manifest, schema: string): Promise<void> {
  for (const { name, lastValue, isCalled } of sequences) {
    await client.query('select setval($1::regclass, $2::bigint, $3)', [identifier(schema, name), lastValue, isCalled])
  }
}

/** Without it, the first queries are planned for empty tables. */
async function analyze(client: pg.Client, { tables }: Manifest, schema: string): Promise<void> {
  for (const { name } of tables) await client.query(`analyze ${identifier(schema, name)}`)
}
