import { isUtf8 } from 'node:buffer'
import { Readable } from 'node:stream'
import { CsvError, parse } from 'csv-parse'

/** Bytes of one record at most: a quote that is never closed would else swallow the rest of the file. */
const RECORD_BYTES_MAX = 128 * 1024
const DELIMITERS = [',', ';', '\t'] as const
/** So much is handed to the parser at a time: other work gets its turn in between. */
const SLICE_BYTES = 64 * 1024

/** The file can't be read as a table; the message is a sentence for the person who sent it. */
export class CsvFault extends Error {}

/** A file as it was found: how it is written, its first record, and how many follow. */
export interface CsvShape {
  delimiter: string
  header: string[]
  /** Records behind the header. */
  rows: number
}

/** Reads a whole file once, without keeping it. Throws CsvFault naming the row that can't be read. */
export async function surveyCsv(file: Uint8Array): Promise<CsvShape> {
  requireText(file)
  const delimiter = detectDelimiter(file)
  let header: string[] | undefined
  let rows = 0
  for await (const record of readCsv(slicesOf(file), delimiter)) {
    if (header === undefined) header = record
    else rows++
  }
  if (header === undefined) throw new CsvFault('The file is empty: its first line must name the columns.')
  // Names of columns are kept, and PostgreSQL keeps no NUL.
  if (header.some(name => name.includes('\0'))) throw new CsvFault('A name of a column holds the character NUL.')
  return { delimiter, header, rows }
}

/** The records of a file, the header first. Throws CsvFault where a quote is left open. */
export async function* readCsv(
  slices: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  delimiter: string,
): AsyncGenerator<string[]> {
  const parser = parse({
    delimiter,
    bom: true,
    relax_column_count: true,
    relax_quotes: true,
    skip_empty_lines: true,
    max_record_size: RECORD_BYTES_MAX,
  })
  const source = Readable.from(slices, { objectMode: false, highWaterMark: SLICE_BYTES })
  source.on('error', error => parser.destroy(error))
  try {
    for await (const record of source.pipe(parser)) yield record as string[]
  } catch (error) {
    throw error instanceof CsvError ? readFault(error) : error
  } finally {
    source.destroy()
  }
}

function readFault({ code, message, ...facts }: CsvError): CsvFault {
  const { records } = facts as { records?: number }
  const at = records === undefined ? 'The file' : `Row ${records + 1}`
  if (code === 'CSV_QUOTE_NOT_CLOSED' || code === 'CSV_MAX_RECORD_SIZE') {
    return new CsvFault(`${at} has a quotation mark (") that is opened and not closed.`)
  }
  return new CsvFault(`${at} can't be read as CSV: ${message}`)
}

/** The one that the header has most of, outside quotes; a comma where it has none. */
export function detectDelimiter(file: Uint8Array): string {
  const text = Buffer.from(file.buffer, file.byteOffset, Math.min(file.byteLength, SLICE_BYTES)).toString()
  const firstLine = /^(?:"[^"]*"|[^"\r\n])*/.exec(text.replace(/^\uFEFF?\s*/, ''))?.[0] ?? ''
  const bare = firstLine.replace(/"[^"]*"/g, '')
  const counts = DELIMITERS.map(delimiter => bare.split(delimiter).length)
  return DELIMITERS[counts.indexOf(Math.max(...counts))] ?? ','
}

function requireText(file: Uint8Array): void {
  const isUtf16 = (file[0] === 0xff && file[1] === 0xfe) || (file[0] === 0xfe && file[1] === 0xff)
  if (isUtf16) throw new CsvFault('The file is UTF-16: save it as "CSV UTF-8".')
  if (isUtf8(file)) return
  throw new CsvFault(`Line ${firstForeignLine(file)} is not UTF-8: save the file as "CSV UTF-8".`)
}

function firstForeignLine(file: Uint8Array): number {
  let start = 0
  for (let line = 1; ; line++) {
    const end = file.indexOf(0x0a, start)
    const isLast = end === -1
    if (isLast || !isUtf8(file.subarray(start, end))) return line
    start = end + 1
  }
}

function* slicesOf(file: Uint8Array): Generator<Uint8Array> {
  for (let at = 0; at < file.byteLength; at += SLICE_BYTES) yield file.subarray(at, at + SLICE_BYTES)
}
