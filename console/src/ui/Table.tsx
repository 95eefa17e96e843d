import { Fragment, type ReactNode, useDeferredValue } from 'react'
import { cx } from './class-names.ts'

/** One column. On a phone each row is a card, and the cells stand in it as `onPhone` says. */
export interface Column<Row> {
  id: string
  header: ReactNode
  cell: (row: Row) => ReactNode
  className?: string
  /** On a phone: beside another one (first or last), across the card, with its header before it, or not at all. */
  onPhone?: 'start' | 'end' | 'wide' | 'labelled' | 'hidden'
  isHeaderHidden?: boolean
}

interface TableProps<Row> {
  label: string
  columns: readonly Column<Row>[]
  rows: readonly Row[]
  keyOf: (row: Row) => string
  /** Old rows while newer ones are on their way or did not come. */
  isStale?: boolean
  rowClass?: (row: Row) => string | undefined
  /** Rows that have the same stand together, with it above them. */
  groupOf?: (row: Row) => string
}

const ON_PHONE = {
  start: '',
  wide: 'max-md:col-span-full',
  end: 'max-md:justify-self-end',
  labelled: 'max-md:col-span-full',
  hidden: 'max-md:hidden',
} as const

/** As many as a window shows: these are drawn first, the others in the next breath. */
const FIRST_ROWS = 12

/** A table that becomes a stack of cards below 768 px. Roles are said in full, for as cards it would lose its meaning. */
export function Table<Row>({ label, columns, rows, keyOf, isStale, rowClass, groupOf }: TableProps<Row>) {
  const shown = rows.slice(0, useDeferredValue(rows.length, FIRST_ROWS))
  return (
    <table
      role="table"
      aria-label={label}
      aria-busy={isStale || undefined}
      className={cx('w-full text-start max-md:block', isStale && 'grayscale')}
    >
      <thead role="rowgroup" className="border-b border-line bg-subtle/60 text-xs text-muted max-md:sr-only">
        <tr role="row">
          {columns.map(column => (
            <th
              key={column.id}
              role="columnheader"
              scope="col"
              className={cx('px-4 py-2.5 text-start font-medium first:ps-5 last:pe-5', column.className)}
            >
              {column.isHeaderHidden ? <span className="sr-only">{column.header}</span> : column.header}
            </th>
          ))}
        </tr>
      </thead>
      <tbody role="rowgroup" className="divide-y divide-line max-md:block">
        {shown.map((row, at) => (
          <Fragment key={keyOf(row)}>
            {groupOf !== undefined && groupOf(row) !== (rows[at - 1] && groupOf(rows[at - 1] as Row)) && (
              <GroupRow name={groupOf(row)} span={columns.length} />
            )}
            <tr
              role="row"
              className={cx(
                'relative hover:bg-hover max-md:grid max-md:grid-cols-[1fr_auto] max-md:gap-x-3 max-md:gap-y-2 max-md:p-4',
                rowClass?.(row),
              )}
            >
              {columns.map(column => (
                <td
                  key={column.id}
                  role="cell"
                  className={cx(
                    'min-w-0 md:px-4 md:py-3 md:first:ps-5 md:last:pe-5',
                    column.className,
                    ON_PHONE[column.onPhone ?? 'wide'],
                  )}
                >
                  {column.onPhone === 'labelled' && (
                    <span className="text-[13px] text-muted md:hidden">{column.header}: </span>
                  )}
                  {column.cell(row)}
                </td>
              ))}
            </tr>
          </Fragment>
        ))}
      </tbody>
    </table>
  )
}

function GroupRow({ name, span }: { name: string; span: number }) {
  return (
    <tr role="row" className="bg-subtle/40 max-md:block">
      <th
        role="rowheader"
        scope="colgroup"
        colSpan={span}
        className="px-5 py-1.5 text-start text-xs font-medium text-muted max-md:block max-md:px-4"
      >
        {name}
      </th>
    </tr>
  )
}
