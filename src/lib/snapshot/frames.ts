import { corrupt } from './error.ts'

/**
 * What follows the manifest is a zstd stream of frames: one byte for the kind, four for the length (big-endian), the payload.
 * Per table: one `table` frame (its name), `data` frames (text of COPY, cut anywhere), one `tableEnd` frame (TableEnd as JSON).
 * One `end` frame (SnapshotEnd as JSON) closes the file; without it, it was cut short.
 */
const KINDS = { table: 0x54, data: 0x44, tableEnd: 0x45, end: 0x5a } as const

export type FrameKind = keyof typeof KINDS

export interface Frame {
  kind: FrameKind
  payload: Buffer
}

export interface TableEnd {
  bytes: number
  sha256: string
}

export interface SnapshotEnd {
  /** Over the manifest's line and every table's name and `tableEnd` payload, so that nothing can be left out or changed alone. */
  sha256: string
}

const HEADER_BYTES = 5
/** A larger length is damage, and must not make us reserve gigabytes. */
const PAYLOAD_BYTES_MAX = 1 << 20
const KIND_OF = new Map<number, FrameKind>(Object.entries(KINDS).map(([kind, byte]) => [byte, kind as FrameKind]))

/** Cuts data so that each piece fits a frame. */
export function* cutToFit(data: Buffer): Generator<Buffer> {
  for (let at = 0; at < data.length; at += PAYLOAD_BYTES_MAX) yield data.subarray(at, at + PAYLOAD_BYTES_MAX)
}

/** The bytes of one frame. */
export function encodeFrame(kind: FrameKind, payload: Buffer | string): Buffer {
  const body = typeof payload === 'string' ? Buffer.from(payload) : payload
  const header = Buffer.alloc(HEADER_BYTES)
  header.writeUInt8(KINDS[kind])
  header.writeUInt32BE(body.length, 1)
  return Buffer.concat([header, body])
}

/** Puts frames together from chunks that are cut anywhere. */
export async function* decodeFrames(chunks: AsyncIterable<Buffer>): AsyncGenerator<Frame> {
  let pending: Buffer = Buffer.alloc(0)
  for await (const chunk of chunks) {
    pending = pending.length === 0 ? chunk : Buffer.concat([pending, chunk])
    for (let frame = firstFrame(pending); frame; frame = firstFrame(pending)) {
      pending = pending.subarray(HEADER_BYTES + frame.payload.length)
      yield frame
    }
  }
  if (pending.length > 0) throw corrupt('it ends in the middle of a record')
}

function firstFrame(bytes: Buffer): Frame | undefined {
  if (bytes.length < HEADER_BYTES) return undefined
  const kind = KIND_OF.get(bytes.readUInt8())
  const length = bytes.readUInt32BE(1)
  if (!kind || length > PAYLOAD_BYTES_MAX) throw corrupt('a record of unknown kind')
  if (bytes.length < HEADER_BYTES + length) return undefined
  return { kind, payload: bytes.subarray(HEADER_BYTES, HEADER_BYTES + length) }
}
