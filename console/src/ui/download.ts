/** Hands the person a file that the page has made. */
export function downloadText(name: string, type: string, text: string): void {
  const address = URL.createObjectURL(new Blob([text], { type }))
  const link = document.createElement('a')
  link.href = address
  link.download = name
  link.click()
  URL.revokeObjectURL(address)
}

/** What a spreadsheet would take for a formula: it gets an apostrophe before it, and stays text. */
const FORMULA = /^[=+\-@\t\r]/

/** Rows as CSV (RFC 4180). A name such as `=HYPERLINK(…)` does nothing when the file is opened. */
export function csvText(rows: readonly (readonly string[])[]): string {
  return rows.map(row => `${row.map(cell).join(',')}\r\n`).join('')
}

function cell(text: string): string {
  const safe = FORMULA.test(text) ? `'${text}` : text
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}
