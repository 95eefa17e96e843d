import { useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { lazy, Suspense } from 'react'
import { useCan, useHere } from '../../api/me.ts'
import { type Member, membersQuery } from '../../api/members.ts'
import { toProblem } from '../../api/problem.ts'
import { Badge } from '../../ui/Badge.tsx'
import { Button } from '../../ui/Button.tsx'
import { Card } from '../../ui/Card.tsx'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { ErrorState } from '../../ui/ErrorState.tsx'
import { LinkButton } from '../../ui/LinkButton.tsx'
import { PageHeader } from '../../ui/PageHeader.tsx'
import { Skeleton } from '../../ui/Skeleton.tsx'
import { useUrlState } from '../../ui/url-state.ts'
import { accountPath } from '../paths.ts'
import { t } from './messages.ts'
import { PermissionTable } from './PermissionTable.tsx'
import { RoleCard } from './RoleCard.tsx'

const FactorsDialog = lazy(async () => ({ default: (await import('./FactorsDialog.tsx')).FactorsDialog }))
const MemberSecurity = lazy(async () => ({ default: (await import('./MemberSecurity.tsx')).MemberSecurity }))
const RemoveDialog = lazy(async () => ({ default: (await import('./RemoveDialog.tsx')).RemoveDialog }))
const ResetDialog = lazy(async () => ({ default: (await import('./ResetDialog.tsx')).ResetDialog }))

/** One person: their role, what deviates from it, and what comes of both. */
export function Page() {
  const { accountId } = useHere()
  const { userId } = useParams({ strict: false })
  const members = useQuery(membersQuery(accountId))
  const member = members.data?.find(one => one.user.id === userId)
  const list = accountPath(accountId, 'users')
  if (member !== undefined) return <Known key={member.user.id} member={member} />
  return (
    <>
      <PageHeader title={t('title')} back={{ href: list, label: t('back') }} />
      {members.isError ? (
        <ErrorState onRetry={() => void members.refetch()} isRetrying={members.isFetching}>
          {t('failed', { reason: toProblem(members.error).detail })}
        </ErrorState>
      ) : (
        <Card>
          {members.isPending ? (
            <Skeleton />
          ) : (
            <EmptyState title={t('notFound')} actions={<LinkButton href={list}>{t('toList')}</LinkButton>} />
          )}
        </Card>
      )}
    </>
  )
}

function Known({ member }: { member: Member }) {
  const { accountId, person } = useHere()
  const can = useCan()
  const [url, change] = useUrlState()
  const mayManage = can('members.manage')
  const isSelf = member.user.id === person.user.id
  const close = () => change({ dialog: undefined })
  return (
    <>
      <PageHeader
        title={member.user.name}
        lead={<bdi>{member.user.email}</bdi>}
        badge={isSelf && <Badge tone="accent">{t('you')}</Badge>}
        back={{ href: accountPath(accountId, 'users'), label: t('back') }}
        actions={
          mayManage && (
            <>
              {!isSelf && <Button onClick={() => change({ dialog: 'reset' }, 'push')}>{t('reset')}</Button>}
              <Button look="dangerQuiet" onClick={() => change({ dialog: 'remove' }, 'push')}>
                {t('remove')}
              </Button>
            </>
          )
        }
      />
      <div className="flex flex-col gap-5">
        <RoleCard member={member} mayManage={mayManage} />
        <PermissionTable member={member} mayManage={mayManage} />
        {mayManage && !isSelf && (
          <Suspense>
            <MemberSecurity member={member} onRemoveFactors={() => change({ dialog: 'second-factors' }, 'push')} />
          </Suspense>
        )}
      </div>
      <Suspense>
        {url.dialog === 'remove' && mayManage && <RemoveDialog member={member} onClose={close} />}
        {url.dialog === 'second-factors' && mayManage && !isSelf && <FactorsDialog member={member} onClose={close} />}
        {url.dialog === 'reset' && mayManage && !isSelf && <ResetDialog member={member} onClose={close} />}
      </Suspense>
    </>
  )
}
