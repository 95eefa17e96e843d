import { type ApiKey, revokeApiKey } from '../../api/api-keys.ts'
import { useHere } from '../../api/me.ts'
import { useAction } from '../../api/use-action.ts'
import { AlertDialog } from '../../ui/AlertDialog.tsx'
import { Banner } from '../../ui/Banner.tsx'
import { Button } from '../../ui/Button.tsx'
import { Time } from '../../ui/Time.tsx'
import { showToast } from '../../ui/toasts.ts'
import { t } from './messages.ts'

/** Ends a key for good. */
export function RevokeKey({ apiKey, onClose }: { apiKey: ApiKey; onClose: () => void }) {
  const { accountId } = useHere()
  const { name, lastUsedAt } = apiKey
  const revoking = useAction(async () => {
    await revokeApiKey(accountId, apiKey.id)
    showToast(t('revoked', { name }))
    onClose()
  })
  return (
    <AlertDialog
      isOpen
      onClose={onClose}
      title={t('revokeTitle', { name })}
      footer={
        <>
          <Button look="quiet" onClick={onClose}>
            {t('cancel')}
          </Button>
          <Button look="danger" isBusy={revoking.isRunning} onClick={() => void revoking.run(undefined)}>
            {t('revokeAction')}
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-3">
        <p>{t('revokeSays')}</p>
        <p className="text-muted">
          {lastUsedAt === null ? t('revokeUnused') : t.rich('revokeUse', { time: () => <Time at={lastUsedAt} /> })}
        </p>
        {revoking.problem !== undefined && (
          <Banner tone="danger" role="alert">
            {revoking.problem.detail}
          </Banner>
        )}
      </div>
    </AlertDialog>
  )
}
