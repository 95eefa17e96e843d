import { useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { lazy, Suspense } from 'react'
import { isInCharge } from '../../../../src/domain/permission.ts'
import { useCan, useHere } from '../../api/me.ts'
import { type Member, membersQuery } from '../../api/members.ts'
import { toProblem } from '../../api/problem.ts'
import { StaleNotice } from '../../parts/StaleNotice.tsx'
import { Badge } from '../../ui/Badge.tsx'
import { Banner } from '../../ui/Banner.tsx'
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

const EmailLinkDialog = lazy(async () => ({ default: (await import('./EmailLinkDialog.tsx')).EmailLinkDialog }))
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
  if (member !== undefined) {
    return (
      <>
        <StaleNotice reading={members} />
        <Known key={member.user.id} member={member} isLastAdmin={isLastAdmin(member, members.data)} />
      </>
    )
  }
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

/** Whether nobody else has every permission. The server refuses to take anything from that one. */
function isLastAdmin(member: Member, everyone: readonly Member[] = []): boolean {
  return isInCharge(member) && everyone.filter(isInCharge).length === 1
}

function Known({ member, isLastAdmin }: { member: Member; isLastAdmin: boolean }) {
  const { accountId, person } = useHere()
  const can = useCan()
  const [url, change] = useUrlState()
  const mayManage = can('members.manage')
  const mayChange = mayManage && !isLastAdmin
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
              {mayChange && (
                <Button look="dangerQuiet" onClick={() => change({ dialog: 'remove' }, 'push')}>
                  {t('remove')}
                </Button>
              )}
            </>
          )
        }
      />
      <div className="flex flex-col gap-5">
        {mayManage && isLastAdmin && (
          <Banner tone="info">{isSelf ? t('lastAdminYou') : t('lastAdmin', { name: member.user.name })}</Banner>
        )}
        <RoleCard member={member} mayManage={mayChange} />
        {mayManage && (
          <Card
            title={t('email')}
            actions={<Button onClick={() => change({ dialog: 'email' }, 'push')}>{t('emailLink')}</Button>}
          >
            <p className="wrap-anywhere">
              <bdi>{member.user.email}</bdi>
            </p>
          </Card>
        )}
        {mayManage && !isSelf && (
          <Suspense>
            <MemberSecurity member={member} onRemoveFactors={() => change({ dialog: 'second-factors' }, 'push')} />
          </Suspense>
        )}
        {/* The longest, so the last. */}
        <PermissionTable member={member} mayManage={mayChange} />
      </div>
      <MemberDialogs {...{ member, isSelf, mayChange }} dialog={mayManage ? url.dialog : undefined} onClose={close} />
    </>
  )
}

interface MemberDialogsProps {
  member: Member
  isSelf: boolean
  mayChange: boolean
  dialog: string | undefined
  onClose: () => void
}

/** The dialog that the address asks for. */
function MemberDialogs({ member, isSelf, mayChange, dialog, onClose }: MemberDialogsProps) {
  return (
    <Suspense>
      {dialog === 'remove' && mayChange && <RemoveDialog member={member} onClose={onClose} />}
      {dialog === 'email' && <EmailLinkDialog member={member} onClose={onClose} />}
      {dialog === 'second-factors' && !isSelf && <FactorsDialog member={member} onClose={onClose} />}
      {dialog === 'reset' && !isSelf && <ResetDialog member={member} onClose={onClose} />}
    </Suspense>
  )
}
