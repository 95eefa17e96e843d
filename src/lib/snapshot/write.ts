import { createHash } from 'node:crypto'
import type { Writable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createZstdCompress } from 'node:zlib'
import type pg from 'pg'
import { to as copyTo } from 'pg-copy-streams'
import {
  type CatalogueTable,
  countRows,
  identifier,
  listPartitions,
  listSequences,
  listTables,
  postgresMajor,
  type Selection,
} from './catalogue.ts'
import { cutToFit, encodeFrame, type SnapshotEnd, type TableEnd } from './frames.ts'
import { FORMAT, FORMAT_VERSION, type Manifest, type SnapshotTable } from './manifest.ts'
import { inTransaction } from './session.ts'

export interface WriteOptions {
  /** As the owner of the tables: whoever may see fewer rows is refused. */
  connection: pg.ClientConfig
  schemaVersion: number
  now: Date
  /** `public` unless given. */
  schema?: string
  exclude?: readonly string[]
}

/** Writes every table as it stands at one moment, while others go on reading and writing. Returns what is in it. */
export async function writeSnapshot(options: WriteOptions, out: Writable): Promise<Manifest> {
  const selection = { schema: options.schema ?? 'public', exclude: options.exclude ?? [] }
  return inTransaction(options.connection, 'isolation level repeatable read read only', async client => {
    const tables = await listTables(client, selection)
    const manifest = {
      ...({ format: FORMAT, formatVersion: FORMAT_VERSION, compression: 'zstd' } as const),
      createdAt: options.now.toISOString(),
      schemaVersion: options.schemaVersion,
      ...(await describe(client, tables, selection)),
    }
    const firstLine = `${JSON.stringify(manifest)}\n`
    out.write(firstLine)
    const sources = tables.map(table => ({ name: table.name, query: copyQuery(selection.schema, table) }))
    await pipeline(framesOf(client, sources, firstLine), createZstdCompress(), out)
    return manifest
  })
}

async function describe(client: pg.Client, tables: CatalogueTable[], selection: Selection) {
  const counted: SnapshotTable[] = []
  for (const { name, columns } of tables) {
    counted.push({ name, columns, rows: await countRows(client, identifier(selection.schema, name)) })
  }
  return {
    postgresMajor: await postgresMajor(client),
    tables: counted,
    partitions: await listPartitions(client, selection),
    // Sequences are no part of the transaction's view; a value that has meanwhile grown does no harm.
    sequences: await listSequences(client, selection),
  }
}

function copyQuery(schema: string, { name, columns, isPartitioned }: CatalogueTable): string {
  const table = identifier(schema, name)
  const list = columns.map(column => identifier(column)).join(', ')
  // A partitioned table has no rows of its own to copy, but it can be asked for those of its parts.
  return isPartitioned ? `copy (select ${list} from ${table}) to stdout` : `copy ${table} (${list}) to stdout`
}

async function* framesOf(
  client: pg.Client,
  sources: { name: string; query: string }[],
  firstLine: string,
): AsyncGenerator<Buffer> {
  const whole = createHash('sha256').update(firstLine)
  for (const { name, query } of sources) {
    yield encodeFrame('table', name)
    const hash = createHash('sha256')
    let bytes = 0
    for await (const chunk of client.query(copyTo(query)) as AsyncIterable<Buffer>) {
      hash.update(chunk)
      bytes += chunk.length
      for (const piece of cutToFit(chunk)) yield encodeFrame('data', piece)
    }
    const tableEnd = JSON.stringify({ bytes, sha256: hash.digest('hex') } satisfies TableEnd)
    whole.update(name).update(tableEnd)
    yield encodeFrame('tableEnd', tableEnd)
  }
  yield encodeFrame('end', JSON.stringify({ sha256: whole.digest('hex') } satisfies SnapshotEnd))
}
