import type { LoggedCall } from '../../api/calls.ts'
import { useHere } from '../../api/me.ts'
import { Button } from '../../ui/Button.tsx'
import { Dialog } from '../../ui/Dialog.tsx'
import { Facts } from '../../ui/Facts.tsx'
import { TextLink } from '../../ui/TextLink.tsx'
import { momentWords } from '../../ui/time-words.ts'
import { integrationPath } from '../paths.ts'
import { StatusBadge } from './CallTable.tsx'
import { t } from './messages.ts'

/** All that is known of one request. */
export function CallDialog({ call, onClose }: { call: LoggedCall; onClose: () => void }) {
  const { accountId } = useHere()
  const { client, integrationId } = call
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={
        <code dir="ltr" className="font-mono text-base">
          {call.method} {call.path}
        </code>
      }
      footer={<Button onClick={onClose}>{t('close')}</Button>}
    >
      <Facts
        facts={[
          { name: t('status'), value: <StatusBadge status={call.status} /> },
          { name: t('time'), value: <time dateTime={call.at}>{momentWords(Date.parse(call.at))}</time> },
          { name: t('took'), value: t('ms', { count: Math.round(call.durationMs) }) },
          {
            name: t('integration'),
            value: (
              <TextLink href={integrationPath({ accountId, integrationId })}>
                <bdi>{call.integrationName}</bdi>
              </TextLink>
            ),
          },
          {
            name: t('token'),
            value: (
              <code dir="ltr" className="font-mono">
                …{call.token.last4}
              </code>
            ),
          },
          { name: t('operation'), value: call.operation },
          ...(call.missingScope === null
            ? []
            : [{ name: t('missingScope'), value: <code dir="ltr">{call.missingScope}</code> }]),
          { name: t('network'), value: <bdi>{client.network}</bdi> },
          { name: t('userAgent'), value: <bdi>{client.userAgent || '–'}</bdi> },
          { name: t('clientName'), value: <bdi>{client.clientName || '–'}</bdi> },
          {
            name: t('requestId'),
            value: (
              <code dir="ltr" className="font-mono wrap-anywhere">
                {call.requestId}
              </code>
            ),
          },
        ]}
      />
    </Dialog>
  )
}
