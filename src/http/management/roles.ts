import * as actions from '../../actions/roles.ts'
import { CHANGE_ROLE, CREATE_ROLE, DELETE_ROLE, LIST_ROLES } from '../../contract/roles.ts'
import { coveringPermission, groupOf, PERMISSION_NAMES, PERMISSIONS } from '../../domain/permission.ts'
import { actorOf, handle } from './route.ts'

export const listRoles = handle(LIST_ROLES, {
  run: ({ deps, params, ...call }) => actions.listRoles(deps, actorOf(call), params),
  present: roles => ({
    permissions: PERMISSION_NAMES.map(permission => ({
      ...{ permission, label: PERMISSIONS[permission].label, group: groupOf(permission) },
      partOf: coveringPermission(permission) ?? null,
    })),
    roles: roles.map(presentRole),
  }),
})

export const createRole = handle(CREATE_ROLE, {
  run: ({ deps, params, body, ...call }) =>
    actions.createRole(deps, actorOf(call), { ...body, accountId: params.accountId }),
  present: role => ({ role: presentRole(role) }),
})

export const changeRole = handle(CHANGE_ROLE, {
  run: ({ deps, params, body, ifVersion, ...call }) =>
    actions.changeRole(deps, actorOf(call), { ...params, ...body, ifVersion }),
  present: role => ({ role: presentRole(role) }),
})

export const deleteRole = handle(DELETE_ROLE, {
  run: ({ deps, params, ...call }) => actions.deleteRole(deps, actorOf(call), params),
  present: () => undefined,
})

function presentRole({ id, name, isFixed, permissions, members, version }: actions.RoleView) {
  return { id, name, isFixed, permissions: [...permissions], members, ...(version !== undefined && { version }) }
}
