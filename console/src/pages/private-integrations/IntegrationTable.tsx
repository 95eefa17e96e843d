import { Copy, Ellipsis, Pencil, RotateCw, Trash2 } from 'lucide-react'
import type { Integration } from '../../api/integrations.ts'
import { useCan, useHere } from '../../api/me.ts'
import { AppLink } from '../../ui/AppLink.tsx'
import { Card } from '../../ui/Card.tsx'
import { IconButton } from '../../ui/IconButton.tsx'
import { Menu } from '../../ui/Menu.tsx'
import type { MenuItem } from '../../ui/menu-item.ts'
import { type Column, Table } from '../../ui/Table.tsx'
import { Time } from '../../ui/Time.tsx'
import { accountPath, integrationPath } from '../paths.ts'
import { AgeBar } from './AgeBar.tsx'
import { HealthBadge } from './HealthBadge.tsx'
import { t } from './messages.ts'

/** The integrations: a table, cards on a phone. Each row leads to its integration. */
export function IntegrationTable({ rows, isStale }: { rows: readonly Integration[]; isStale: boolean }) {
  return (
    <Card isFlush>
      <Table label={t('title')} columns={COLUMNS} rows={rows} keyOf={row => row.id} isStale={isStale} />
    </Card>
  )
}

const COLUMNS: readonly Column<Integration>[] = [
  { id: 'name', header: t('name'), cell: row => <NameCell row={row} />, className: 'max-md:order-1', onPhone: 'start' },
  {
    id: 'status',
    header: t('status'),
    cell: row => <HealthBadge integration={row} />,
    onPhone: 'wide',
    className: 'max-md:order-3',
  },
  {
    id: 'token',
    header: t('token'),
    cell: row => (
      <code className="font-mono text-[13px] whitespace-nowrap text-muted">pit_••••{row.rotation.current.last4}</code>
    ),
    onPhone: 'hidden',
  },
  {
    id: 'age',
    header: t('tokenAge'),
    cell: row => <AgeBar integration={row} />,
    className: 'md:w-36 max-md:order-4',
    onPhone: 'wide',
  },
  {
    id: 'used',
    header: t('lastUsed'),
    cell: row => (
      <span className="text-[13px] text-muted">
        <Time at={row.lastUsedAt} />
      </span>
    ),
    className: 'max-md:order-5',
    onPhone: 'labelled',
  },
  {
    id: 'actions',
    header: t('actions'),
    isHeaderHidden: true,
    cell: row => <RowMenu row={row} />,
    className: 'md:w-12 max-md:order-2',
    onPhone: 'end',
  },
]

function NameCell({ row }: { row: Integration }) {
  const { accountId } = useHere()
  return (
    <div className="min-w-0 md:max-w-sm">
      <AppLink
        href={integrationPath({ accountId, integrationId: row.id })}
        className="font-medium wrap-anywhere after:absolute after:inset-0"
      >
        <bdi>{row.name}</bdi>
      </AppLink>
      <p className="line-clamp-2 text-[13px] text-muted wrap-anywhere">
        <bdi>{row.description === '' ? t('noDescription') : row.description}</bdi>
      </p>
    </div>
  )
}

function RowMenu({ row }: { row: Integration }) {
  const { accountId } = useHere()
  const can = useCan()
  const ref = { accountId, integrationId: row.id }
  const items: (MenuItem & { isAllowed: boolean })[] = [
    {
      id: 'rotate',
      label: t('rotate'),
      icon: <RotateCw aria-hidden className="size-4" />,
      href: integrationPath(ref, 'rotate'),
      isAllowed: can('privateIntegrations.rotate'),
    },
    {
      id: 'edit',
      label: t('edit'),
      icon: <Pencil aria-hidden className="size-4" />,
      href: integrationPath(ref, 'edit'),
      isAllowed: can('privateIntegrations.edit'),
    },
    {
      id: 'duplicate',
      label: t('duplicate'),
      icon: <Copy aria-hidden className="size-4" />,
      href: `${accountPath(accountId, 'private-integrations/new')}?from=${row.id}`,
      isAllowed: can('privateIntegrations.create'),
    },
  ]
  const allowed = items.filter(item => item.isAllowed)
  const danger: MenuItem[] = can('privateIntegrations.delete')
    ? [
        {
          id: 'delete',
          label: t('delete'),
          icon: <Trash2 aria-hidden className="size-4" />,
          href: integrationPath(ref, 'delete'),
          isDanger: true,
        },
      ]
    : []
  if (allowed.length + danger.length === 0) return null
  return (
    <Menu
      groups={[allowed, danger]}
      trigger={
        <IconButton
          label={t('actionsFor', { name: row.name })}
          icon={<Ellipsis aria-hidden className="size-4" />}
          className="relative z-1"
        />
      }
    />
  )
}
