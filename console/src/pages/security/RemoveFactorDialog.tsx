import { removePasskey, removeTotp, type Security } from '../../api/security.ts'
import { useAction } from '../../api/use-action.ts'
import { AlertDialog } from '../../ui/AlertDialog.tsx'
import { Button } from '../../ui/Button.tsx'
import { showToast } from '../../ui/toasts.ts'
import { Fault } from './Fault.tsx'
import { t } from './messages.ts'

interface RemoveFactorDialogProps {
  security: Security
  /** Absent = the authenticator app. */
  passkey?: Security['passkeys'][number]
  onClose: () => void
}

/** Says what is lost with a second factor before it goes, and where the last one must stay. */
export function RemoveFactorDialog({ security, passkey, onClose }: RemoveFactorDialogProps) {
  const removing = useAction(async () => {
    await (passkey === undefined ? removeTotp() : removePasskey(passkey.id))
    showToast(t(passkey === undefined ? 'totpRemoved' : 'passkeyRemoved'))
    onClose()
  })
  const isLast = security.passkeys.length + (security.totp === null ? 0 : 1) === 1
  const mustStay = isLast && security.passwordNeedsSecondFactor
  return (
    <AlertDialog
      isOpen
      onClose={onClose}
      title={passkey === undefined ? t('removeTotpTitle') : t('removePasskeyTitle', { name: passkey.name })}
      footer={
        <>
          <Button look="quiet" onClick={onClose}>
            {t(mustStay ? 'close' : 'cancel')}
          </Button>
          {!mustStay && (
            <Button look="danger" isBusy={removing.isRunning} onClick={() => void removing.run(undefined)}>
              {t(passkey === undefined ? 'removeTotpAction' : 'removePasskeyAction')}
            </Button>
          )}
        </>
      }
    >
      {mustStay ? (
        <p>{t('mustStay')}</p>
      ) : (
        <div className="flex flex-col gap-3">
          <p>{t(passkey === undefined ? 'removeTotpSays' : 'removePasskeySays')}</p>
          <p>{t(lossOf(security, isLast))}</p>
          <p>{t('removeForGood')}</p>
        </div>
      )}
      <Fault problem={removing.problem} />
    </AlertDialog>
  )
}

function lossOf({ hasPassword }: Security, isLast: boolean) {
  if (!isLast) return 'othersStay'
  return hasPassword ? 'lastGoes' : 'noWayIn'
}
