import { stringify } from 'csv-stringify/sync'

/** What a spreadsheet takes for the beginning of a formula, be it behind spaces or in its full-width form. */
const FORMULA = /^\s*[=+\-@\t\r＝＋－＠]/

/** Rows as CSV that no spreadsheet computes: what looks like a formula gets an apostrophe before it. */
export function toCsv(rows: readonly (readonly (string | number)[])[]): string {
  return stringify(
    rows.map(row => row.map(cell => (typeof cell === 'string' && FORMULA.test(cell) ? `'${cell}` : cell))),
  )
}
