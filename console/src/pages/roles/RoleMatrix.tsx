import { Check, Minus } from 'lucide-react'
import { Fragment } from 'react'
import type { PermissionRow, Role, Roles } from '../../api/roles.ts'
import { Button } from '../../ui/Button.tsx'
import { t } from './messages.ts'

interface RoleMatrixProps {
  roles: Roles
  mayManage: boolean
  onOpen: (dialog: 'edit' | 'delete', roleId: string) => void
}

/** The names stay where they are while the roles scroll below the edge of a phone. */
const NAMES = 'sticky start-0 z-1 w-44 min-w-40 sm:min-w-64'

/** Permissions down, roles across. It scrolls by itself where it is wider than the page. */
export function RoleMatrix({ roles, mayManage, onOpen }: RoleMatrixProps) {
  const groups = [...Map.groupBy(roles.permissions, row => row.group)]
  return (
    <section aria-label={t('matrix')} tabIndex={0} className="overflow-x-auto -outline-offset-2">
      <table className="w-full min-w-xl text-start">
        <thead className="border-b border-line bg-subtle/60 align-bottom text-[13px]">
          <tr>
            <th scope="col" className={`${NAMES} bg-subtle px-5 py-3 text-start font-medium`}>
              {t('permission')}
            </th>
            {roles.roles.map(role => (
              <th key={role.id} scope="col" className="px-3 py-3 text-center font-medium">
                <bdi>{role.name}</bdi>
                <span className="block text-xs font-normal whitespace-nowrap text-muted">
                  {t('members', { count: role.members })}
                </span>
                {mayManage && !role.isFixed && <OwnRoleButtons role={role} onOpen={onOpen} />}
              </th>
            ))}
          </tr>
        </thead>
        <tbody className="divide-y divide-line">
          {groups.map(([group, rows]) => (
            <Fragment key={group}>
              <tr>
                <th
                  scope="colgroup"
                  colSpan={roles.roles.length + 1}
                  className="bg-subtle/40 px-5 py-1.5 text-start text-xs font-medium text-muted"
                >
                  <span className="sticky start-5">{group}</span>
                </th>
              </tr>
              {rows.map(row => (
                <tr key={row.permission} className="group hover:bg-hover">
                  <th
                    scope="row"
                    className={`${NAMES} bg-surface py-2 pe-4 text-start font-normal group-hover:bg-hover ${row.partOf === null ? 'ps-5' : 'ps-9'}`}
                  >
                    {row.label}
                  </th>
                  {roles.roles.map(role => (
                    <td key={role.id} className="px-3 py-2 text-center">
                      <Mark role={role} row={row} />
                    </td>
                  ))}
                </tr>
              ))}
            </Fragment>
          ))}
        </tbody>
      </table>
    </section>
  )
}

function Mark({ role, row }: { role: Role; row: PermissionRow }) {
  const words = { role: role.name, permission: row.label }
  return role.permissions.includes(row.permission) ? (
    <Check role="img" aria-label={t('may', words)} className="mx-auto size-4 text-ok-text" />
  ) : (
    <Minus role="img" aria-label={t('mayNot', words)} className="mx-auto size-4 text-muted" />
  )
}

function OwnRoleButtons({ role, onOpen }: { role: Role; onOpen: RoleMatrixProps['onOpen'] }) {
  return (
    <span className="mt-1 flex justify-center gap-1">
      <Button look="quiet" aria-label={t('editOf', { name: role.name })} onClick={() => onOpen('edit', role.id)}>
        {t('edit')}
      </Button>
      <Button look="quiet" aria-label={t('deleteOf', { name: role.name })} onClick={() => onOpen('delete', role.id)}>
        {t('delete')}
      </Button>
    </span>
  )
}
