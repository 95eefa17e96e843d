import { lazy, Suspense, useRef, useState } from 'react'
import type { Integration } from '../../api/integrations.ts'
import { useHere } from '../../api/me.ts'
import { Card } from '../../ui/Card.tsx'
import { useShortcut } from '../../ui/shortcuts.ts'
import { Table } from '../../ui/Table.tsx'
import { BulkBar } from './BulkBar.tsx'
import { integrationColumns } from './integration-columns.tsx'
import { t } from './messages.ts'
import { useSelection } from './use-selection.ts'

const DeleteDialog = lazy(async () => ({ default: (await import('./dialogs/DeleteDialog.tsx')).DeleteDialog }))

/** The integrations: a table, cards on a phone. Each row leads to its integration; j and k walk along the rows. */
export function IntegrationTable({ rows, isStale }: { rows: readonly Integration[]; isStale: boolean }) {
  const { accountId } = useHere()
  const selection = useSelection(rows)
  const [doomed, setDoomed] = useState<Integration>()
  const place = useRef<HTMLDivElement>(null)
  const step = (by: number) => focusRow(place.current, by)
  useShortcut('j', t('nextRow'), () => step(1))
  useShortcut('k', t('previousRow'), () => step(-1))
  const columns = integrationColumns({ selection, rowCount: rows.length, onDelete: setDoomed })
  return (
    <div ref={place}>
      <Card isFlush>
        <Table
          label={t('title')}
          columns={columns}
          rows={rows}
          keyOf={row => row.id}
          isStale={isStale}
          rowClass={row => (selection.has(row.id) ? 'bg-accent-soft' : undefined)}
        />
      </Card>
      <BulkBar selection={selection} />
      <Suspense>
        {doomed !== undefined && (
          <DeleteDialog
            integrationRef={{ accountId, integrationId: doomed.id }}
            integration={doomed}
            onClose={() => setDoomed(undefined)}
            onDeleted={() => setDoomed(undefined)}
          />
        )}
      </Suspense>
    </div>
  )
}

function focusRow(place: HTMLElement | null, by: number): void {
  const links = [...(place?.querySelectorAll<HTMLElement>('[data-row-link]') ?? [])]
  const row = document.activeElement?.closest('tr')
  const at = links.findIndex(link => link.closest('tr') === row)
  const next = links[at === -1 ? (by > 0 ? 0 : links.length - 1) : at + by]
  next?.focus()
}
