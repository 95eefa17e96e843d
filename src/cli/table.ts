import { fit, pad, plain, type Screen, widthOf } from './screen.ts'

/** A column; the one that `yields` gets what the others leave. */
export interface Column {
  title: string
  yields?: boolean
  style?: (text: string) => string
}

const GAP = '  '
const YIELDING_LEAST = 10

/** Lays rows out in columns that fit the screen. The title line is in capitals, nothing else decorates. */
export function renderTable(
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
  screen: Screen,
): string[] {
  const cells = rows.map(row => row.map(plain))
  const widths = columns.map(({ title }, index) =>
    Math.max(widthOf(title), ...cells.map(row => widthOf(row[index] ?? ''))),
  )
  const fitted = yieldTo(screen.columns, columns, widths)
  const line = (texts: readonly string[], style?: (text: string, column: Column) => string) =>
    columns
      .map((column, index) => {
        const width = fitted[index] ?? 0
        const text = fit(texts[index] ?? '', width)
        const styled = style === undefined ? text : style(text, column)
        return index === columns.length - 1 ? styled : pad(styled, width)
      })
      .join(GAP)
      .trimEnd()
  const titles = columns.map(({ title }) => title.toUpperCase())
  return [
    line(titles, text => screen.dim(text)),
    ...cells.map(row => line(row, (text, column) => column.style?.(text) ?? text)),
  ]
}

function yieldTo(screenColumns: number, columns: readonly Column[], widths: readonly number[]): number[] {
  const total = widths.reduce((sum, width) => sum + width, 0) + GAP.length * (columns.length - 1)
  const excess = total - screenColumns
  if (excess <= 0) return [...widths]
  return widths.map((width, index) => (columns[index]?.yields ? Math.max(YIELDING_LEAST, width - excess) : width))
}

/** Lays names and values out below each other; a value of several lines keeps its column. */
export function renderPairs(
  pairs: readonly (readonly [name: string, value: string | readonly string[]])[],
  screen: Screen,
): string[] {
  const width = Math.max(...pairs.map(([name]) => name.length))
  return pairs.flatMap(([name, value]) => {
    const lines = typeof value === 'string' ? [value] : value
    return lines.map((text, index) => `${screen.dim((index === 0 ? name : '').padEnd(width))}${GAP}${text}`)
  })
}

/** Breaks text at spaces into lines of a width, each behind an indent. */
export function wrap(text: string, width: number, indent = ''): string[] {
  const lines: string[] = []
  let line = ''
  for (const word of text.split(' ')) {
    const longer = line === '' ? word : `${line} ${word}`
    if (widthOf(indent + longer) > width && line !== '') {
      lines.push(indent + line)
      line = word
    } else line = longer
  }
  return [...lines, indent + line]
}

/** Lines that are too long, broken at spaces; what follows keeps the line's own indent. */
export function reflow(lines: readonly string[], width: number): string[] {
  return lines.flatMap(line => {
    const [indent = ''] = /^ */.exec(line) ?? []
    return widthOf(line) <= width ? [line] : wrap(line.slice(indent.length), width, indent)
  })
}
