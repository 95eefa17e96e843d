import { useEffect, useState } from 'react'
import { type ApiKey, draftMigration, type Migration } from '../../api/api-keys.ts'
import { useHere } from '../../api/me.ts'
import { useAction } from '../../api/use-action.ts'
import { Banner } from '../../ui/Banner.tsx'
import { Dialog } from '../../ui/Dialog.tsx'
import { LinkButton } from '../../ui/LinkButton.tsx'
import { accountPath } from '../paths.ts'
import { t } from './messages.ts'

/** Drafts of private integrations by what the key was used for; each opens the wizard filled in. */
export function MoveKey({ apiKey, onClose }: { apiKey: ApiKey; onClose: () => void }) {
  const { accountId } = useHere()
  const [migration, setMigration] = useState<Migration>()
  const drafting = useAction(() => draftMigration(accountId, apiKey.id))
  const { run } = drafting
  useEffect(() => {
    void run(undefined).then(setMigration)
  }, [run])
  const drafts = migration && [
    { title: t('moveWhole'), draft: migration.draft },
    ...migration.perClient.map(({ client, draft }) => ({ title: clientWords(client), draft })),
  ]
  return (
    <Dialog isOpen onClose={onClose} title={t('moveTitle', { name: apiKey.name })} description={t('moveLead')}>
      {drafting.problem !== undefined && (
        <Banner tone="danger" role="alert">
          {drafting.problem.detail}
        </Banner>
      )}
      {drafts === undefined && drafting.problem === undefined && <p className="text-muted">{t('moveLooking')}</p>}
      <ul className="divide-y divide-line">
        {drafts?.map(({ title, draft }) => (
          <li key={title} className="flex flex-wrap items-center justify-between gap-3 py-3 first:pt-0">
            <div className="min-w-0 flex-1">
              <p className="font-medium wrap-anywhere">
                <bdi>{title}</bdi>
              </p>
              <p className="text-[13px] text-muted wrap-anywhere">
                {t('moveScopes', { count: draft.scopes.length, scopes: draft.scopes.join(', ') })}
              </p>
            </div>
            <LinkButton href={wizardHref(accountId, draft)}>{t('moveStart')}</LinkButton>
          </li>
        ))}
      </ul>
    </Dialog>
  )
}

function clientWords({ network, clientName, userAgent }: Migration['perClient'][number]['client']): string {
  const name = clientName === '' ? userAgent : clientName
  return name === '' ? network : `${name} (${network})`
}

function wizardHref(accountId: string, { name, description, scopes }: Migration['draft']): string {
  const query = new URLSearchParams({ name, description, scopes: scopes.join(',') })
  return `${accountPath(accountId, 'private-integrations/new')}?${query}`
}
