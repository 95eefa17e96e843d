import type pg from 'pg'
import { to as copyTo } from 'pg-copy-streams'

/** Nothing for this long from a COPY that is running: the line is dead. */
const SILENCE_MS = 5000
/** "PGCOPY\n\377\r\n\0", flags, length of an extension that nobody uses. */
const HEADER_BYTES = 19
const END_OF_ROWS = -1
const NULL_LENGTH = -1
/** PostgreSQL counts microseconds from 2000. */
const EPOCH_2000_MS = 946_684_800_000n

/** Who reads: rows one by one, and `between` is awaited after each few hundred of them. */
export interface CopyListener {
  onRow(row: ReadRow): void
  between(): Promise<void>
}

/** Runs a query as a binary COPY: a million rows pass by without one object each. */
export async function readCopy(client: pg.ClientBase, query: string, listener: CopyListener): Promise<void> {
  const stream = client.query(copyTo(`copy (${query}) to stdout (format binary)`))
  // Where pg times statements it would time this one as a whole, and tell a stream that has ended long ago.
  ;(stream as unknown as { callback?: () => void }).callback?.()
  stream.on('error', () => {})
  const silence = setTimeout(() => stream.destroy(new Error('Query read timeout')), SILENCE_MS)
  const row = new ReadRow()
  let rest: Buffer = Buffer.alloc(0)
  let at = HEADER_BYTES
  try {
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      const bytes = rest.length === 0 ? chunk : Buffer.concat([rest, chunk])
      for (let next = row.moveTo(bytes, at); next !== -1; next = row.moveTo(bytes, at)) {
        at = next
        listener.onRow(row)
      }
      rest = bytes.subarray(Math.min(at, bytes.length))
      at = Math.max(0, at - bytes.length)
      await listener.between()
      silence.refresh()
    }
  } finally {
    clearTimeout(silence)
  }
}

/** One row where it lies in what came over the line; valid until `moveTo` is called again. */
export class ReadRow {
  #bytes: Buffer = Buffer.alloc(0)
  #starts: number[] = []
  #lengths: number[] = []

  /** Finds the row that begins at a place. Gives where the next one begins, or -1 when it is not here as a whole. */
  moveTo(bytes: Buffer, start: number): number {
    if (start + 2 > bytes.length) return -1
    const columns = bytes.readInt16BE(start)
    if (columns === END_OF_ROWS) return -1
    let at = start + 2
    for (let column = 0; column < columns; column++) {
      if (at + 4 > bytes.length) return -1
      const length = bytes.readInt32BE(at)
      at += 4
      this.#starts[column] = at
      this.#lengths[column] = length
      if (length !== NULL_LENGTH) at += length
      if (at > bytes.length) return -1
    }
    this.#bytes = bytes
    return at
  }

  isNull(column: number): boolean {
    return this.#lengths[column] === NULL_LENGTH
  }

  text(column: number): string {
    return this.#bytes.toString('utf8', this.#startOf(column), this.#endOf(column))
  }

  /** A view: copy it to keep it. */
  bytes(column: number): Buffer {
    return this.#bytes.subarray(this.#startOf(column), this.#endOf(column))
  }

  /** Some columns with their lengths, a character per byte: equal only when the columns are. */
  raw(first: number, last: number): string {
    return this.#bytes.toString('latin1', this.#startOf(first) - 4, this.#endOf(last))
  }

  int32(column: number): number {
    return this.#bytes.readInt32BE(this.#startOf(column))
  }

  /** A timestamptz, to the millisecond as pg reads it; undefined for null. */
  date(column: number): Date | undefined {
    if (this.isNull(column)) return undefined
    const microseconds = this.#bytes.readBigInt64BE(this.#startOf(column))
    return new Date(Number(floorDiv(microseconds, 1000n) + EPOCH_2000_MS))
  }

  /** text[] without nulls, of one dimension. */
  texts(column: number): string[] {
    let at = this.#startOf(column)
    if (this.#bytes.readInt32BE(at) === 0) return []
    const count = this.#bytes.readInt32BE(at + 12)
    at += 20
    return Array.from({ length: count }, () => {
      const start = at + 4
      at = start + this.#bytes.readInt32BE(at)
      return this.#bytes.toString('utf8', start, at)
    })
  }

  /** A jsonb value. */
  json(column: number): unknown {
    return JSON.parse(this.#bytes.toString('utf8', this.#startOf(column) + 1, this.#endOf(column)))
  }

  #startOf(column: number): number {
    return this.#starts[column] ?? 0
  }

  #endOf(column: number): number {
    return this.#startOf(column) + (this.#lengths[column] ?? 0)
  }
}

function floorDiv(value: bigint, by: bigint): bigint {
  const quotient = value / by
  return value % by < 0n ? quotient - 1n : quotient
}
