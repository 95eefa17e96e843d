import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { deleteIntegration, type IntegrationRef } from '../../../api/integrations.ts'
import { useCan } from '../../../api/me.ts'
import { integrationUsageQuery } from '../../../api/usage.ts'
import { useAction } from '../../../api/use-action.ts'
import { ConfirmByTyping } from '../../../ui/ConfirmByTyping.tsx'
import { Time } from '../../../ui/Time.tsx'
import { showToast } from '../../../ui/toasts.ts'
import { integrationsPath } from '../../paths.ts'
import type { DialogProps } from './dialog-props.ts'
import { t } from './messages.ts'

type DeleteDialogProps = Pick<DialogProps, 'integrationRef' | 'integration' | 'onClose'> & {
  /** Absent = on to the list. */
  onDeleted?: () => void
}

/** For good: the name has to be typed. */
export function DeleteDialog({ integrationRef, integration, onClose, onDeleted }: DeleteDialogProps) {
  const { name, lastUsedAt } = integration
  const calls = useCallsOfDay(integrationRef)
  const navigate = useNavigate()
  const deleting = useAction(async () => {
    await deleteIntegration(integrationRef)
    return true
  })
  const confirm = async () => {
    if ((await deleting.run(undefined)) === undefined) return
    showToast(t('deleted', { name }))
    if (onDeleted === undefined) void navigate({ to: integrationsPath(integrationRef.accountId) })
    else onDeleted()
  }
  return (
    <ConfirmByTyping
      isOpen
      onClose={onClose}
      title={t('deleteTitle', { name })}
      name={name}
      action={t('deleteAction')}
      onConfirm={() => void confirm()}
      isBusy={deleting.isRunning}
      problem={deleting.problem?.detail}
    >
      <p>{t('deleteSays')}</p>
      <p className="mt-2">
        {lastUsedAt === null ? t('deleteUnused') : t.rich('deleteUsed', { time: () => <Time at={lastUsedAt} /> })}{' '}
        {lastUsedAt !== null && calls !== undefined && t('deleteCalls', { count: calls })}
      </p>
    </ConfirmByTyping>
  )
}

/** How many requests came in the last 24 hours, where the person may know. */
function useCallsOfDay(integrationRef: IntegrationRef): number | undefined {
  const can = useCan()
  const usage = useQuery({
    ...integrationUsageQuery(integrationRef, { range: '24h', groupBy: 'operation' }),
    enabled: can('usage.view'),
  })
  return usage.data?.totals.calls
}
