import { Ellipsis } from 'lucide-react'
import type { ApiKey } from '../../api/api-keys.ts'
import { Card } from '../../ui/Card.tsx'
import { useNow } from '../../ui/clock.ts'
import { IconButton } from '../../ui/IconButton.tsx'
import { Menu } from '../../ui/Menu.tsx'
import { type Column, Table } from '../../ui/Table.tsx'
import { Time } from '../../ui/Time.tsx'
import { DAY_MS } from '../../ui/time-words.ts'
import { t } from './messages.ts'

interface KeyTableProps {
  keys: readonly ApiKey[]
  isStale: boolean
  mayManage: boolean
  onOpen: (state: Record<string, string>, how: 'push') => void
}

/** Every key with its age and its last use. */
export function KeyTable({ keys, isStale, mayManage, onOpen }: KeyTableProps) {
  const now = useNow()
  const columns: Column<ApiKey>[] = [
    {
      id: 'name',
      header: t('name'),
      cell: row => <bdi className="font-medium wrap-anywhere">{row.name}</bdi>,
      className: 'max-md:order-1',
      onPhone: 'start',
    },
    {
      id: 'key',
      header: t('key'),
      cell: row => (
        <code dir="ltr" className="font-mono text-[13px] whitespace-nowrap text-muted">
          ••••{row.last4}
        </code>
      ),
      className: 'max-md:order-3',
      onPhone: 'labelled',
    },
    {
      id: 'age',
      header: t('age'),
      cell: row => t('days', { days: Math.max(0, Math.floor((now - Date.parse(row.createdAt)) / DAY_MS)) }),
      className: 'max-md:order-4',
      onPhone: 'labelled',
    },
    {
      id: 'used',
      header: t('lastUsed'),
      cell: row => <Time at={row.lastUsedAt} />,
      className: 'max-md:order-5',
      onPhone: 'labelled',
    },
    ...(mayManage
      ? [
          {
            id: 'actions',
            header: t('actions'),
            isHeaderHidden: true,
            className: 'md:w-12 max-md:order-2',
            onPhone: 'end' as const,
            cell: (row: ApiKey) => (
              <Menu
                trigger={
                  <IconButton
                    label={t('actionsFor', { name: row.name })}
                    icon={<Ellipsis aria-hidden className="size-4" />}
                  />
                }
                groups={[
                  [{ id: 'move', label: t('move'), onSelect: () => onOpen({ dialog: 'move', key: row.id }, 'push') }],
                  [
                    {
                      id: 'revoke',
                      label: t('revoke'),
                      isDanger: true,
                      onSelect: () => onOpen({ dialog: 'revoke', key: row.id }, 'push'),
                    },
                  ],
                ]}
              />
            ),
          },
        ]
      : []),
  ]
  return (
    <Card isFlush>
      <Table label={t('title')} columns={columns} rows={keys} keyOf={row => row.id} isStale={isStale} />
    </Card>
  )
}
