import { createHash } from 'node:crypto'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createZstdDecompress } from 'node:zlib'
import { corrupt, SnapshotError } from './error.ts'
import { decodeFrames, type Frame, type SnapshotEnd, type TableEnd } from './frames.ts'
import { type Manifest, parseManifest } from './manifest.ts'

/** One table of a snapshot. Its data must be read to the end before the next table is asked for. */
export interface TableData {
  name: string
  /** Text of COPY; throws when it is not, byte for byte, what was written. */
  data: AsyncIterable<Buffer>
}

export interface Snapshot {
  manifest: Manifest
  tables: AsyncIterable<TableData>
}

/** A thousand tables with long names still fit; a file that is no snapshot may have no line at all. */
const FIRST_LINE_BYTES_MAX = 1 << 20
const NEWLINE = 0x0a

/** Opens a snapshot: the manifest at once, the tables as they are asked for. */
export async function readSnapshot(source: Readable): Promise<Snapshot> {
  const chunks = source[Symbol.asyncIterator]() as AsyncIterator<Buffer>
  const { line, rest } = await takeFirstLine(chunks)
  const manifest = parseManifest(line.toString())
  const frames = decodeFrames(decompressed(withFirst(rest, chunks)))
  return { manifest, tables: tablesOf(frames, line) }
}

/** Reads a snapshot to its end. Throws where anything in it is not, byte for byte, what was written. */
export async function checkSnapshot(source: Readable): Promise<Manifest> {
  const { manifest, tables } = await readSnapshot(source)
  for await (const { data } of tables) for await (const _chunk of data);
  return manifest
}

async function* tablesOf(frames: AsyncGenerator<Frame>, firstLine: Buffer): AsyncGenerator<TableData> {
  const whole = createHash('sha256').update(firstLine)
  for (;;) {
    const { kind, payload } = await nextFrame(frames)
    if (kind === 'end') {
      const { sha256 } = parseRecord<SnapshotEnd>(payload)
      if (sha256 !== whole.digest('hex')) throw corrupt('its parts do not belong together')
      if (!(await frames.next()).done) throw corrupt('something follows its end')
      return
    }
    if (kind !== 'table') throw corrupt('a record in the wrong place')
    const name = payload.toString()
    let tableEnd: Buffer | undefined
    const data = dataOf(frames, name, end => (tableEnd = end))
    yield { name, data }
    if (!tableEnd) throw new Error(`the data of ${name} was not read`)
    whole.update(name).update(tableEnd)
  }
}

async function* dataOf(
  frames: AsyncGenerator<Frame>,
  table: string,
  onEnd: (tableEnd: Buffer) => void,
): AsyncGenerator<Buffer> {
  const hash = createHash('sha256')
  let bytes = 0
  for (;;) {
    const { kind, payload } = await nextFrame(frames)
    if (kind === 'tableEnd') {
      const expected = parseRecord<TableEnd>(payload)
      if (expected.bytes !== bytes || expected.sha256 !== hash.digest('hex'))
        throw corrupt(`the data of ${table} has changed`)
      onEnd(payload)
      return
    }
    if (kind !== 'data') throw corrupt('a record in the wrong place')
    hash.update(payload)
    bytes += payload.length
    yield payload
  }
}

function parseRecord<T>(payload: Buffer): Partial<T> {
  try {
    return Object(JSON.parse(payload.toString())) as Partial<T>
  } catch (cause) {
    throw corrupt('a record that can not be read', cause)
  }
}

async function nextFrame(frames: AsyncGenerator<Frame>): Promise<Frame> {
  const { value, done } = await frames.next()
  if (done) throw corrupt('its end is missing')
  return value
}

async function takeFirstLine(chunks: AsyncIterator<Buffer>): Promise<{ line: Buffer; rest: Buffer }> {
  let seen: Buffer = Buffer.alloc(0)
  for (;;) {
    const end = seen.indexOf(NEWLINE)
    if (end >= 0) return { line: seen.subarray(0, end + 1), rest: seen.subarray(end + 1) }
    const { value, done } = await chunks.next()
    if (done || seen.length > FIRST_LINE_BYTES_MAX) {
      throw new SnapshotError('not_a_snapshot', 'This file is no backup: give the file that "pit backup" wrote.')
    }
    seen = Buffer.concat([seen, value])
  }
}

async function* withFirst(first: Buffer, rest: AsyncIterator<Buffer>): AsyncGenerator<Buffer> {
  if (first.length > 0) yield first
  for (let next = await rest.next(); !next.done; next = await rest.next()) yield next.value
}

async function* decompressed(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  const unpacked = createZstdDecompress()
  // What goes wrong on the way in also ends `unpacked`, and is thrown where that is read.
  pipeline(Readable.from(chunks), unpacked).catch(() => {})
  try {
    yield* unpacked as AsyncIterable<Buffer>
  } catch (cause) {
    throw corrupt('it can not be unpacked', cause)
  }
}
