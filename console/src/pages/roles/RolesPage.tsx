import { useQuery } from '@tanstack/react-query'
import { lazy, Suspense } from 'react'
import { useCan, useHere } from '../../api/me.ts'
import { toProblem } from '../../api/problem.ts'
import { rolesQuery } from '../../api/roles.ts'
import { Button } from '../../ui/Button.tsx'
import { Card } from '../../ui/Card.tsx'
import { ErrorState } from '../../ui/ErrorState.tsx'
import { PageHeader } from '../../ui/PageHeader.tsx'
import { Skeleton } from '../../ui/Skeleton.tsx'
import { useUrlState } from '../../ui/url-state.ts'
import { t } from './messages.ts'
import { RoleMatrix } from './RoleMatrix.tsx'

const RoleDialog = lazy(async () => ({ default: (await import('./RoleDialog.tsx')).RoleDialog }))
const DeleteRole = lazy(async () => ({ default: (await import('./DeleteRole.tsx')).DeleteRole }))

/** Roles against permissions, and the account's own roles. */
export function Page() {
  const { accountId } = useHere()
  const can = useCan()
  const [url, change] = useUrlState()
  const roles = useQuery(rolesQuery(accountId))
  const mayManage = can('members.manage')
  const close = () => change({ dialog: undefined, role: undefined })
  const named = roles.data?.roles.find(one => one.id === url.role && !one.isFixed)
  return (
    <>
      <PageHeader
        title={t('title')}
        lead={t('lead')}
        actions={mayManage && <Button onClick={() => change({ dialog: 'create' }, 'push')}>{t('create')}</Button>}
      />
      {roles.isError && (
        <div className="mb-4">
          <ErrorState onRetry={() => void roles.refetch()} isRetrying={roles.isFetching}>
            {t('failed', { reason: toProblem(roles.error).detail })}
          </ErrorState>
        </div>
      )}
      {roles.isPending && (
        <Card isFlush>
          <Skeleton lines={8} />
        </Card>
      )}
      {roles.data !== undefined && (
        <Card isFlush>
          <RoleMatrix
            roles={roles.data}
            mayManage={mayManage}
            onOpen={(dialog, role) => change({ dialog, role }, 'push')}
          />
        </Card>
      )}
      <Suspense>
        {roles.data !== undefined && mayManage && url.dialog === 'create' && (
          <RoleDialog permissions={roles.data.permissions} onClose={close} />
        )}
        {roles.data !== undefined && mayManage && url.dialog === 'edit' && named !== undefined && (
          <RoleDialog permissions={roles.data.permissions} role={named} onClose={close} />
        )}
        {mayManage && url.dialog === 'delete' && named !== undefined && <DeleteRole role={named} onClose={close} />}
      </Suspense>
    </>
  )
}
