import { Copy, Ellipsis, Pencil, RotateCw, Trash2 } from 'lucide-react'
import type { Permission } from '../../../../src/domain/permission.ts'
import type { Integration } from '../../api/integrations.ts'
import { useCan, useHere } from '../../api/me.ts'
import { IconButton } from '../../ui/IconButton.tsx'
import { Menu } from '../../ui/Menu.tsx'
import type { MenuItem } from '../../ui/menu-item.ts'
import { accountPath, integrationPath } from '../paths.ts'
import { t } from './messages.ts'

type Allowed = MenuItem & { permission: Permission }

const ICON = 'size-4 shrink-0'

/** What can be done with one integration from the list. */
export function RowMenu({ row, onDelete }: { row: Integration; onDelete: () => void }) {
  const { accountId } = useHere()
  const can = useCan()
  const ref = { accountId, integrationId: row.id }
  const changes: Allowed[] = [
    {
      id: 'rotate',
      label: t('rotate'),
      icon: <RotateCw aria-hidden className={ICON} />,
      href: `${integrationPath(ref)}?dialog=rotate`,
      permission: 'privateIntegrations.rotate',
    },
    {
      id: 'edit',
      label: t('edit'),
      icon: <Pencil aria-hidden className={ICON} />,
      href: integrationPath(ref, 'edit'),
      permission: 'privateIntegrations.edit',
    },
    {
      id: 'duplicate',
      label: t('duplicate'),
      icon: <Copy aria-hidden className={ICON} />,
      href: `${accountPath(accountId, 'private-integrations/new')}?from=${row.id}`,
      permission: 'privateIntegrations.create',
    },
  ]
  const danger: Allowed = {
    id: 'delete',
    label: t('delete'),
    icon: <Trash2 aria-hidden className={ICON} />,
    onSelect: onDelete,
    isDanger: true,
    permission: 'privateIntegrations.delete',
  }
  const groups = [changes, [danger]].map(items => items.filter(item => can(item.permission)))
  if (groups.every(items => items.length === 0)) return null
  return (
    <Menu
      groups={groups}
      trigger={
        <IconButton
          label={t('actionsFor', { name: row.name })}
          icon={<Ellipsis aria-hidden className="size-4" />}
          className="relative z-1 max-md:-my-1.5 max-md:-me-2"
        />
      }
    />
  )
}
