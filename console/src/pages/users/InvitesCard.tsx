import { useQuery } from '@tanstack/react-query'
import { useHere } from '../../api/me.ts'
import { type Invite, invitesQuery, revokeInvite } from '../../api/members.ts'
import { rolesQuery } from '../../api/roles.ts'
import { useAction } from '../../api/use-action.ts'
import { Banner } from '../../ui/Banner.tsx'
import { Button } from '../../ui/Button.tsx'
import { Card } from '../../ui/Card.tsx'
import { Time } from '../../ui/Time.tsx'
import { showToast } from '../../ui/toasts.ts'
import { t } from './messages.ts'

/** Who was invited and has not come yet. Nothing where there is nobody. */
export function InvitesCard({ mayManage }: { mayManage: boolean }) {
  const { accountId } = useHere()
  const { data } = useQuery(invitesQuery(accountId))
  const roles = useQuery(rolesQuery(accountId)).data?.roles ?? []
  const revoking = useAction(async (invite: Invite) => {
    await revokeInvite(accountId, invite.id)
    showToast(t('revoked', { email: invite.email }))
  })
  if (data === undefined || data.length === 0) return null
  return (
    <Card title={t('invites')} lead={t('invitesLead')}>
      {revoking.problem !== undefined && (
        <Banner tone="danger" role="alert" className="mb-3">
          {revoking.problem.detail}
        </Banner>
      )}
      <ul className="divide-y divide-line">
        {data.map(invite => (
          <li key={invite.id} className="flex flex-wrap items-center justify-between gap-3 py-2.5 first:pt-0 last:pb-0">
            <div className="min-w-0">
              <p className="wrap-anywhere">
                <bdi>{invite.email}</bdi>
              </p>
              <p className="text-[13px] text-muted">
                <bdi>{roles.find(role => role.id === invite.role)?.name ?? invite.role}</bdi> · {t('expires')}{' '}
                <Time at={invite.expiresAt} />
              </p>
            </div>
            {mayManage && (
              <Button isBusy={revoking.isRunning} onClick={() => void revoking.run(invite)}>
                {t('revoke')}
              </Button>
            )}
          </li>
        ))}
      </ul>
    </Card>
  )
}
