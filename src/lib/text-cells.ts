const CELL_BYTES = 4
const CHUNK_CELLS = 16_384
const CHUNK_BYTES = CHUNK_CELLS * CELL_BYTES
/** Two bytes before each text say how long it is. */
const LENGTH_BYTES = 2

/**
 * Short texts outside the garbage collector's reach: a million names as JavaScript strings would be walked through by
 * each full collection. Room that is given back is used again by texts of the same size.
 */
export class TextCells {
  #chunks: Buffer[] = []
  /** Free places by the number of cells they span. */
  #free: number[][] = []
  #cellsUsed = 0

  /** Keeps a text of at most 8 kB (longer ones are cut); gives the place to read it from, never 0. */
  add(text: string): number {
    const bytes = Buffer.from(text).subarray(0, CHUNK_BYTES / 8)
    const cells = Math.ceil((bytes.length + LENGTH_BYTES) / CELL_BYTES)
    const cell = this.#free[cells]?.pop() ?? this.#take(cells)
    const [chunk, at] = this.#placeOf(cell)
    chunk.writeUInt16LE(bytes.length, at)
    bytes.copy(chunk, at + LENGTH_BYTES)
    return cell + 1
  }

  /** The text at a place; empty for 0. */
  read(place: number): string {
    if (place === 0) return ''
    const [chunk, at] = this.#placeOf(place - 1)
    return chunk.toString('utf8', at + LENGTH_BYTES, at + LENGTH_BYTES + chunk.readUInt16LE(at))
  }

  /** Gives a place back. */
  delete(place: number): void {
    if (place === 0) return
    const [chunk, at] = this.#placeOf(place - 1)
    const cells = Math.ceil((chunk.readUInt16LE(at) + LENGTH_BYTES) / CELL_BYTES)
    this.#free[cells] ??= []
    this.#free[cells].push(place - 1)
  }

  #take(cells: number): number {
    const rest = CHUNK_CELLS - (this.#cellsUsed % CHUNK_CELLS)
    // A text never lies across two chunks.
    if (cells > rest) this.#cellsUsed += rest
    const cell = this.#cellsUsed
    this.#cellsUsed += cells
    if (this.#chunks.length * CHUNK_CELLS < this.#cellsUsed) this.#chunks.push(Buffer.alloc(CHUNK_BYTES))
    return cell
  }

  #placeOf(cell: number): [chunk: Buffer, at: number] {
    return [this.#chunks[Math.floor(cell / CHUNK_CELLS)] as Buffer, (cell % CHUNK_CELLS) * CELL_BYTES]
  }
}
