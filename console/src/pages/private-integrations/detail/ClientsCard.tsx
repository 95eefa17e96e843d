import { useState } from 'react'
import type { ClientRow, Integration } from '../../../api/integrations.ts'
import { Badge } from '../../../ui/Badge.tsx'
import { Button } from '../../../ui/Button.tsx'
import { Card } from '../../../ui/Card.tsx'
import { type Column, Table } from '../../../ui/Table.tsx'
import { Time } from '../../../ui/Time.tsx'
import { ClientName } from './client-words.tsx'
import { t } from './messages.ts'

const SHOWN_AT_FIRST = 5
const count = new Intl.NumberFormat('en')

/** Each network and program that called, and with which token: who has moved, and who has not. */
export function ClientsCard({ integration, clients }: { integration: Integration; clients: readonly ClientRow[] }) {
  const [isWhole, setWhole] = useState(false)
  if (clients.length === 0) return null
  const columns: Column<ClientRow>[] = [
    { id: 'client', header: t('client'), cell: row => <ClientName client={row} />, onPhone: 'wide' },
    {
      id: 'token',
      header: t('withToken'),
      cell: row => <TokenTag row={row} integration={integration} />,
      onPhone: 'labelled',
    },
    {
      id: 'last',
      header: t('lastCall'),
      cell: row => (
        <span className="text-[13px] text-muted">
          <Time at={row.lastSeenAt} />
        </span>
      ),
      onPhone: 'labelled',
    },
    {
      id: 'calls',
      header: t('calls'),
      cell: row => <span className="tabular-nums">{count.format(row.calls)}</span>,
      onPhone: 'labelled',
    },
  ]
  const rows = isWhole ? clients : clients.slice(0, SHOWN_AT_FIRST)
  return (
    <Card title={t('clientsTitle')} lead={t('clientsLead')} isFlush>
      <div className="mt-3 border-t border-line">
        <Table label={t('clientsTitle')} columns={columns} rows={rows} keyOf={keyOf} />
      </div>
      {rows.length < clients.length && (
        <div className="border-t border-line p-2 text-center">
          <Button look="quiet" onClick={() => setWhole(true)}>
            {t('moreClients', { count: clients.length })}
          </Button>
        </div>
      )}
    </Card>
  )
}

const keyOf = ({ tokenId, network, userAgent, clientName }: ClientRow) =>
  `${tokenId} ${network} ${userAgent} ${clientName}`

function TokenTag({ row, integration }: { row: ClientRow; integration: Integration }) {
  const { rotation } = integration
  const isRotating = rotation.state === 'rotating'
  if (row.tokenId === rotation.current.id)
    return <Badge tone="ok">{t(isRotating ? 'newToken' : 'currentToken', { last4: rotation.current.last4 })}</Badge>
  if (isRotating && row.tokenId === rotation.retiring.id) {
    return <Badge tone="accent">{t('oldToken', { last4: rotation.retiring.last4 })}</Badge>
  }
  return <Badge>{t('endedToken')}</Badge>
}
