import { useQuery } from '@tanstack/react-query'
import { useHere } from '../../api/me.ts'
import {
  endMemberSession,
  endMemberSessions,
  type MemberSecurity as Known,
  type Member,
  memberSecurityQuery,
} from '../../api/members.ts'
import { toProblem } from '../../api/problem.ts'
import { useAction } from '../../api/use-action.ts'
import { SessionList } from '../../parts/SessionList.tsx'
import { Banner } from '../../ui/Banner.tsx'
import { Button } from '../../ui/Button.tsx'
import { Card } from '../../ui/Card.tsx'
import { Skeleton } from '../../ui/Skeleton.tsx'
import { showToast } from '../../ui/toasts.ts'
import { t } from './messages.ts'

interface MemberSecurityProps {
  member: Member
  /** Opens the question before second factors are taken away. */
  onRemoveFactors: () => void
}

/** Where a colleague is signed in, and their second factors: for whoever manages members. */
export function MemberSecurity({ member, onRemoveFactors }: MemberSecurityProps) {
  const { accountId } = useHere()
  const { id, name } = member.user
  const security = useQuery(memberSecurityQuery(accountId, id))
  if (security.isError) {
    return (
      <Card title={t('signInOf', { name })}>
        <p className="text-muted">{toProblem(security.error).detail}</p>
      </Card>
    )
  }
  if (security.data === undefined) {
    return (
      <Card title={t('signInOf', { name })}>
        <Skeleton lines={2} />
      </Card>
    )
  }
  return (
    <>
      <FactorsCard factors={security.data.factors} onRemove={onRemoveFactors} />
      <SessionsCard member={member} sessions={security.data.sessions} />
    </>
  )
}

function FactorsCard({ factors, onRemove }: { factors: Known['factors']; onRemove: () => void }) {
  const own = factors.filter(factor => factor !== 'recoveryCode')
  return (
    <Card
      title={t('factors')}
      actions={
        own.length > 0 && (
          <Button look="dangerQuiet" onClick={onRemove}>
            {t('removeFactors')}
          </Button>
        )
      }
    >
      <p className="text-muted">
        {own.length === 0 ? t('noFactors') : own.map(factor => t(`factor_${factor}`)).join(' · ')}
      </p>
    </Card>
  )
}

function SessionsCard({ member, sessions }: { member: Member; sessions: Known['sessions'] }) {
  const { accountId } = useHere()
  const { id, name } = member.user
  const ending = useAction(async (sessionId: string) => {
    await endMemberSession(accountId, id, sessionId)
    showToast(t('sessionEnded', { name }))
  })
  const endingAll = useAction(async () => {
    const count = await endMemberSessions(accountId, id)
    showToast(t('sessionsEnded', { name, count }))
  })
  const problem = ending.problem ?? endingAll.problem
  return (
    <Card
      title={t('sessionsOf', { name })}
      actions={
        sessions.length > 0 && (
          <Button isBusy={endingAll.isRunning} onClick={() => void endingAll.run(undefined)}>
            {t('endSessions')}
          </Button>
        )
      }
    >
      {sessions.length === 0 && <p className="text-muted">{t('noSessions')}</p>}
      <SessionList sessions={sessions} isBusy={ending.isRunning} onEnd={sessionId => void ending.run(sessionId)} />
      {problem !== undefined && (
        <Banner tone="danger" role="alert" className="mt-4">
          {problem.detail}
        </Banner>
      )}
    </Card>
  )
}
