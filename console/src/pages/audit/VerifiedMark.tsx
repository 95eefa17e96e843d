import { useQuery } from '@tanstack/react-query'
import { auditVerificationQuery } from '../../api/audit.ts'
import { useHere } from '../../api/me.ts'
import { Badge } from '../../ui/Badge.tsx'
import { t } from './messages.ts'

/** Whether the chain of entries holds. */
export function VerifiedMark() {
  const { accountId } = useHere()
  const { data } = useQuery(auditVerificationQuery(accountId))
  if (data === undefined) return null
  if (data.brokenAt !== null) {
    return (
      <Badge tone="danger" hasDot>
        {t('broken', { seq: data.brokenAt })}
      </Badge>
    )
  }
  return (
    <span title={t('verifiedTitle', { count: data.entries })}>
      <Badge tone="ok" hasDot>
        {t('verified')}
      </Badge>
    </span>
  )
}
