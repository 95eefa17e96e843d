import { corrupt, SnapshotError } from './error.ts'

export const FORMAT = 'table-snapshot'
export const FORMAT_VERSION = 1

/** The first line of a snapshot, readable with `head -1`: what is in it, and into what it may be restored. */
export interface Manifest {
  format: typeof FORMAT
  formatVersion: typeof FORMAT_VERSION
  compression: 'zstd'
  createdAt: string
  /** The major version of the PostgreSQL it was taken from; for information, COPY text suits any. */
  postgresMajor: number
  /** The caller's own number of its schema; restored only into the same. */
  schemaVersion: number
  tables: SnapshotTable[]
  partitions: SnapshotPartition[]
  sequences: SnapshotSequence[]
}

export interface SnapshotTable {
  name: string
  columns: string[]
  rows: number
}

/** A part of a partitioned table; restored only where the schema has made it. `bound` is for information. */
export interface SnapshotPartition {
  name: string
  parent: string
  bound: string
}

export interface SnapshotSequence {
  name: string
  /** Text, for it may exceed what a JavaScript number can hold. */
  lastValue: string
  isCalled: boolean
}

/** Reads the first line. Throws a SnapshotError when it is not one of ours, or one of a later release. */
export function parseManifest(line: string): Manifest {
  const manifest = parseJson(line)
  if (manifest?.format !== FORMAT) {
    throw new SnapshotError('not_a_snapshot', 'This file is no backup: give the file that "pit backup" wrote.')
  }
  if (manifest.formatVersion !== FORMAT_VERSION) {
    throw new SnapshotError(
      'format_unsupported',
      `This backup has format ${manifest.formatVersion} and this release reads format ${FORMAT_VERSION}: restore it with the release that made it.`,
    )
  }
  if (!hasLists(manifest)) throw corrupt('a first line that can not be read')
  return manifest as Manifest
}

function hasLists({ tables, partitions, sequences }: Partial<Manifest>): boolean {
  const areNamed = [tables, partitions, sequences].every(
    list => Array.isArray(list) && list.every(item => typeof item?.name === 'string'),
  )
  return areNamed && (tables ?? []).every(({ columns }) => Array.isArray(columns))
}

function parseJson(line: string): Partial<Manifest> | undefined {
  try {
    return JSON.parse(line) as Partial<Manifest>
  } catch {
    return undefined
  }
}
