import { useHere } from '../../api/me.ts'
import { type Notification, readNotification } from '../../api/notifications.ts'
import { useAction } from '../../api/use-action.ts'
import { Badge } from '../../ui/Badge.tsx'
import { Button } from '../../ui/Button.tsx'
import { TextLink } from '../../ui/TextLink.tsx'
import { Time } from '../../ui/Time.tsx'
import { integrationPath } from '../paths.ts'
import { t } from './messages.ts'

const MAIL = { sent: 'mailSent', queued: 'mailQueued', failed: 'mailFailed' } as const

/** One notice; reading it is one press. */
export function Notice({ notice }: { notice: Notification }) {
  const { accountId } = useHere()
  const { title, sentence, integration, createdAt, readAt, email } = notice
  const reading = useAction(() => readNotification(accountId, notice.id))
  return (
    <li className="flex flex-wrap items-start justify-between gap-x-4 gap-y-2 px-4 py-3.5 sm:px-5">
      <div className="min-w-0 flex-1 basis-64">
        <p className="flex flex-wrap items-center gap-2">
          <span className="font-medium wrap-anywhere">{title}</span>
          {readAt === null && (
            <Badge tone="accent" hasDot>
              {t('newMark')}
            </Badge>
          )}
        </p>
        <p className="text-muted wrap-anywhere">{sentence}</p>
        <p className="mt-1 flex flex-wrap gap-x-3 text-[13px] text-muted">
          <Time at={createdAt} />
          {email.state !== 'off' && <span>{t(MAIL[email.state])}</span>}
          {integration !== null && (
            <TextLink href={integrationPath({ accountId, integrationId: integration.id })}>{t('open')}</TextLink>
          )}
        </p>
      </div>
      {readAt === null && (
        <Button
          look="quiet"
          className="max-sm:-ms-3"
          isBusy={reading.isRunning}
          onClick={() => void reading.run(undefined)}
        >
          {t('read')}
        </Button>
      )}
    </li>
  )
}
