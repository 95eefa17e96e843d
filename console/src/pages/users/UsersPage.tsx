import { useQuery } from '@tanstack/react-query'
import { UserPlus } from 'lucide-react'
import { lazy, Suspense } from 'react'
import { useCan, useHere } from '../../api/me.ts'
import { type Member, membersQuery } from '../../api/members.ts'
import { toProblem } from '../../api/problem.ts'
import { AppLink } from '../../ui/AppLink.tsx'
import { Badge } from '../../ui/Badge.tsx'
import { Banner } from '../../ui/Banner.tsx'
import { Button } from '../../ui/Button.tsx'
import { Card } from '../../ui/Card.tsx'
import { ErrorState } from '../../ui/ErrorState.tsx'
import { PageHeader } from '../../ui/PageHeader.tsx'
import { Skeleton } from '../../ui/Skeleton.tsx'
import { type Column, Table } from '../../ui/Table.tsx'
import { Time } from '../../ui/Time.tsx'
import { useUrlState } from '../../ui/url-state.ts'
import { accountPath } from '../paths.ts'
import { InvitesCard } from './InvitesCard.tsx'
import { t } from './messages.ts'

const InviteDialog = lazy(async () => ({ default: (await import('./InviteDialog.tsx')).InviteDialog }))

/** The people of the account, and who is on the way in. */
export function Page() {
  const { accountId } = useHere()
  const can = useCan()
  const [url, change] = useUrlState()
  const members = useQuery(membersQuery(accountId))
  const mayManage = can('members.manage')
  return (
    <>
      <PageHeader
        title={t('title')}
        lead={t('lead')}
        actions={
          mayManage && (
            <Button
              look="primary"
              icon={<UserPlus aria-hidden className="size-4" />}
              onClick={() => change({ dialog: 'invite' }, 'push')}
            >
              {t('invite')}
            </Button>
          )
        }
      />
      {members.isError && (
        <div className="mb-4">
          <ErrorState onRetry={() => void members.refetch()} isRetrying={members.isFetching}>
            {t('failed', { reason: toProblem(members.error).detail })}
          </ErrorState>
        </div>
      )}
      <div className="flex flex-col gap-5">
        {members.isPending && (
          <Card isFlush>
            <Skeleton />
          </Card>
        )}
        {members.data !== undefined && (
          <Card isFlush>
            <Table
              label={t('title')}
              columns={COLUMNS}
              rows={members.data}
              keyOf={row => row.user.id}
              isStale={members.isError}
            />
          </Card>
        )}
        {members.data?.length === 1 && mayManage && <Banner tone="info">{t('onlyYou')}</Banner>}
        <InvitesCard mayManage={mayManage} />
      </div>
      <Suspense>
        {url.dialog === 'invite' && mayManage && <InviteDialog onClose={() => change({ dialog: undefined })} />}
      </Suspense>
    </>
  )
}

const COLUMNS: readonly Column<Member>[] = [
  { id: 'person', header: t('person'), cell: row => <PersonCell row={row} />, onPhone: 'wide' },
  { id: 'role', header: t('role'), cell: row => <RoleCell row={row} />, onPhone: 'labelled' },
  {
    id: 'seen',
    header: t('lastSeen'),
    cell: row => (
      <span className="text-[13px] text-muted">
        <Time at={row.lastSeenAt} />
      </span>
    ),
    onPhone: 'labelled',
  },
]

function PersonCell({ row }: { row: Member }) {
  const { accountId, person } = useHere()
  return (
    <div className="min-w-0">
      <span className="flex flex-wrap items-center gap-2">
        <AppLink
          href={accountPath(accountId, `users/${row.user.id}`)}
          className="font-medium wrap-anywhere after:absolute after:inset-0"
        >
          <bdi>{row.user.name}</bdi>
        </AppLink>
        {row.user.id === person.user.id && <Badge tone="accent">{t('you')}</Badge>}
      </span>
      <p className="text-[13px] text-muted wrap-anywhere">
        <bdi>{row.user.email}</bdi>
      </p>
    </div>
  )
}

function RoleCell({ row }: { row: Member }) {
  const exceptions = Object.keys(row.overrides).length
  return (
    <span className="inline-flex flex-wrap items-center gap-2">
      <bdi>{row.roleName}</bdi>
      {exceptions > 0 && <Badge>{t('exceptions', { count: exceptions })}</Badge>}
    </span>
  )
}
