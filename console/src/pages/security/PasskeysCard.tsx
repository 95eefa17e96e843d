import { Fingerprint } from 'lucide-react'
import { lazy, Suspense, useState } from 'react'
import { hasPasskeys } from '../../api/identity.ts'
import type { Passkey, Security } from '../../api/security.ts'
import { Badge } from '../../ui/Badge.tsx'
import { Button } from '../../ui/Button.tsx'
import { Card } from '../../ui/Card.tsx'
import { Time } from '../../ui/Time.tsx'
import { t } from './messages.ts'

const PasskeyDialog = lazy(async () => ({ default: (await import('./PasskeyDialog.tsx')).PasskeyDialog }))
const RemoveFactorDialog = lazy(async () => ({
  default: (await import('./RemoveFactorDialog.tsx')).RemoveFactorDialog,
}))

/** The passkeys by which the person may sign in. */
export function PasskeysCard({ security }: { security: Security }) {
  const { passkeys } = security
  const [opened, open] = useState<Passkey | 'new'>()
  const [removed, remove] = useState<Passkey>()
  return (
    <Card
      title={t('passkeys')}
      lead={t('passkeysLead')}
      actions={hasPasskeys && <Button onClick={() => open('new')}>{t('addPasskey')}</Button>}
    >
      {passkeys.length === 0 && <p className="text-muted">{t(hasPasskeys ? 'noPasskeys' : 'notHere')}</p>}
      <ul className="divide-y divide-line">
        {passkeys.map(passkey => (
          <li
            key={passkey.id}
            className="flex flex-wrap items-center justify-between gap-3 py-2.5 first:pt-0 last:pb-0"
          >
            <div className="flex min-w-0 items-start gap-3">
              <Fingerprint aria-hidden className="mt-0.5 size-4 shrink-0 text-muted" />
              <div className="min-w-0">
                <p className="flex flex-wrap items-center gap-2">
                  <bdi className="font-medium wrap-anywhere">{passkey.name}</bdi>
                  {passkey.isSynced && <Badge>{t('synced')}</Badge>}
                </p>
                <p className="text-[13px] text-muted">
                  {t.rich('lastUsed', { time: () => <Time at={passkey.lastUsedAt} /> })}
                </p>
              </div>
            </div>
            <div className="flex gap-2">
              <Button look="quiet" aria-label={t('renameOf', { name: passkey.name })} onClick={() => open(passkey)}>
                {t('rename')}
              </Button>
              <Button
                look="dangerQuiet"
                aria-label={t('removeOf', { name: passkey.name })}
                onClick={() => remove(passkey)}
              >
                {t('remove')}
              </Button>
            </div>
          </li>
        ))}
      </ul>
      <Suspense>
        {opened !== undefined && (
          <PasskeyDialog {...(opened === 'new' ? {} : { passkey: opened })} onClose={() => open(undefined)} />
        )}
        {removed !== undefined && (
          <RemoveFactorDialog security={security} passkey={removed} onClose={() => remove(undefined)} />
        )}
      </Suspense>
    </Card>
  )
}
