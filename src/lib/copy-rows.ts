const SIGNATURE = Buffer.from('PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0', 'latin1')
const FIRST_SIZE = 65_536
/** PostgreSQL counts its microseconds from 2000. */
const EPOCH_MS = Date.UTC(2000, 0, 1)
const TWO_32 = 4_294_967_296

/** Fields in PostgreSQL's binary form, one after the other: lengths and values in network order. */
export class CopyRows {
  #bytes = Buffer.allocUnsafe(FIRST_SIZE)
  #at: number

  /** Without a header it is a piece to be put into rows later. */
  constructor({ isPiece = false }: { isPiece?: boolean } = {}) {
    this.#at = isPiece ? 0 : SIGNATURE.copy(this.#bytes)
  }

  get size(): number {
    return this.#at
  }

  beginRow(fields: number): void {
    this.#need(2)
    this.#at = this.#bytes.writeInt16BE(fields, this.#at)
  }

  text(value: string): void {
    this.#need(4 + value.length * 3)
    const length = this.#bytes.write(value, this.#at + 4, 'utf8')
    this.#bytes.writeInt32BE(length, this.#at)
    this.#at += 4 + length
  }

  bytes(value: Uint8Array): void {
    this.#need(4 + value.length)
    this.#at = this.#bytes.writeInt32BE(value.length, this.#at)
    this.#bytes.set(value, this.#at)
    this.#at += value.length
  }

  /** Fields that were written as a piece before. */
  piece(piece: Uint8Array): void {
    this.#need(piece.length)
    this.#bytes.set(piece, this.#at)
    this.#at += piece.length
  }

  null(): void {
    this.#need(4)
    this.#at = this.#bytes.writeInt32BE(-1, this.#at)
  }

  int2(value: number): void {
    this.#need(6)
    this.#at = this.#bytes.writeInt32BE(2, this.#at)
    this.#at = this.#bytes.writeInt16BE(value, this.#at)
  }

  float4(value: number): void {
    this.#need(8)
    this.#at = this.#bytes.writeInt32BE(4, this.#at)
    this.#at = this.#bytes.writeFloatBE(value, this.#at)
  }

  timestamptz(atMs: number): void {
    this.#need(12)
    const micros = (atMs - EPOCH_MS) * 1000
    this.#at = this.#bytes.writeInt32BE(8, this.#at)
    this.#at = this.#bytes.writeInt32BE(Math.floor(micros / TWO_32), this.#at)
    this.#at = this.#bytes.writeUInt32BE(((micros % TWO_32) + TWO_32) % TWO_32, this.#at)
  }

  /** What was written, without an end: a piece. */
  toPiece(): Buffer {
    return Buffer.from(this.#bytes.subarray(0, this.#at))
  }

  /** The whole stream of a COPY. Nothing can be added afterwards. */
  toStream(): Buffer {
    this.#need(2)
    this.#at = this.#bytes.writeInt16BE(-1, this.#at)
    return this.#bytes.subarray(0, this.#at)
  }

  #need(bytes: number): void {
    if (this.#at + bytes <= this.#bytes.length) return
    const larger = Buffer.allocUnsafe(Math.max(this.#bytes.length * 2, this.#at + bytes))
    this.#bytes.copy(larger, 0, 0, this.#at)
    this.#bytes = larger
  }
}
