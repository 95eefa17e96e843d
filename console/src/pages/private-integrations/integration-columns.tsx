import type { Integration } from '../../api/integrations.ts'
import { formatLocale } from '../../i18n/locale.ts'
import type { Column } from '../../ui/Table.tsx'
import { Tick } from '../../ui/Tick.tsx'
import { Time } from '../../ui/Time.tsx'
import { AgeBar } from './AgeBar.tsx'
import { HealthBadge } from './HealthBadge.tsx'
import { t } from './messages.ts'
import { NameCell } from './NameCell.tsx'
import { RowMenu } from './RowMenu.tsx'
import type { Selection } from './use-selection.ts'

/** What the list needs beside the rows themselves. */
interface ColumnInput {
  selection: Selection
  rowCount: number
  onDelete: (integration: Integration) => void
}

type Col = Column<Integration>

const number = new Intl.NumberFormat(formatLocale)

/** The columns of the list. On a phone a row is a card: name and menu, state, age bar, last use. */
export function integrationColumns({ selection, rowCount, onDelete }: ColumnInput): readonly Col[] {
  return [
    pickColumn(selection, rowCount),
    {
      id: 'name',
      header: t('name'),
      cell: row => <NameCell row={row} />,
      className: 'max-md:order-1',
      onPhone: 'start',
    },
    {
      id: 'status',
      header: t('status'),
      cell: row => <HealthBadge integration={row} />,
      className: 'max-md:order-3',
      onPhone: 'start',
    },
    {
      id: 'token',
      header: t('token'),
      cell: row => <TokenMask last4={row.rotation.current.last4} />,
      className: 'max-xl:hidden',
      onPhone: 'hidden',
    },
    {
      id: 'age',
      header: t('tokenAge'),
      cell: row => <AgeBar integration={row} />,
      className: 'md:w-36 max-md:order-5',
      onPhone: 'wide',
    },
    {
      id: 'used',
      header: t('lastUsed'),
      cell: row => <Quiet>{<Time at={row.lastUsedAt} />}</Quiet>,
      className: 'max-md:order-4 max-md:self-center',
      onPhone: 'end',
    },
    {
      id: 'calls',
      header: t('calls7d'),
      cell: row => (
        <Quiet>
          <span className="tabular-nums">{number.format(row.calls7d ?? 0)}</span>
        </Quiet>
      ),
      className: 'md:text-end! max-lg:hidden',
      onPhone: 'hidden',
    },
    {
      id: 'actions',
      header: t('actions'),
      isHeaderHidden: true,
      cell: row => <RowMenu row={row} onDelete={() => onDelete(row)} />,
      className: 'md:w-14 md:ps-0! md:pe-2! max-md:order-2',
      onPhone: 'end',
    },
  ]
}

function pickColumn(selection: Selection, rowCount: number): Col {
  const count = selection.picked.length
  return {
    id: 'pick',
    header: (
      <Tick
        aria-label={t('selectAll')}
        checked={count > 0 && count === rowCount}
        isMixed={count > 0 && count < rowCount}
        onCheckedChange={selection.setAll}
        className="align-middle"
      />
    ),
    cell: row => (
      <Tick
        aria-label={t('selectOne', { name: row.name })}
        checked={selection.has(row.id)}
        onCheckedChange={() => selection.toggle(row.id)}
        className="z-1 align-middle"
      />
    ),
    className: 'md:w-10 md:pe-0!',
    onPhone: 'hidden',
  }
}

function TokenMask({ last4 }: { last4: string }) {
  return <code className="font-mono text-[13px] whitespace-nowrap text-muted">pit_••••{last4}</code>
}

function Quiet({ children }: { children: React.ReactNode }) {
  return <span className="text-[13px] text-muted">{children}</span>
}
