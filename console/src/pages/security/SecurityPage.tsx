import { useQuery } from '@tanstack/react-query'
import { toProblem } from '../../api/problem.ts'
import { securityQuery } from '../../api/security.ts'
import { Card } from '../../ui/Card.tsx'
import { ErrorState } from '../../ui/ErrorState.tsx'
import { PageHeader } from '../../ui/PageHeader.tsx'
import { Skeleton } from '../../ui/Skeleton.tsx'
import { EmailCard } from './EmailCard.tsx'
import { t } from './messages.ts'
import { PasskeysCard } from './PasskeysCard.tsx'
import { PasswordCard } from './PasswordCard.tsx'
import { RecoveryCard } from './RecoveryCard.tsx'
import { SessionsCard } from './SessionsCard.tsx'
import { TotpCard } from './TotpCard.tsx'

/** How the person signs in, and where they are signed in. */
export function Page() {
  const security = useQuery(securityQuery)
  return (
    <>
      <PageHeader title={t('title')} lead={t('lead')} />
      {security.isError && (
        <ErrorState onRetry={() => void security.refetch()} isRetrying={security.isFetching}>
          {t('failed', { reason: toProblem(security.error).detail })}
        </ErrorState>
      )}
      {security.isPending && (
        <Card isFlush>
          <Skeleton />
        </Card>
      )}
      {security.data !== undefined && (
        <div className="flex max-w-2xl flex-col gap-5">
          <EmailCard security={security.data} />
          {security.data.hasPassword && <PasswordCard least={security.data.passwordLengthLeast} />}
          <TotpCard security={security.data} />
          <PasskeysCard security={security.data} />
          {security.data.hasSecondFactor && <RecoveryCard left={security.data.recoveryCodesLeft} />}
          <SessionsCard />
        </div>
      )}
    </>
  )
}
