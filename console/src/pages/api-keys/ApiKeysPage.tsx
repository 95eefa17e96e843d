import { useQuery } from '@tanstack/react-query'
import { KeyRound } from 'lucide-react'
import { lazy, Suspense } from 'react'
import { apiKeysQuery } from '../../api/api-keys.ts'
import { useCan, useHere } from '../../api/me.ts'
import { toProblem } from '../../api/problem.ts'
import { Badge } from '../../ui/Badge.tsx'
import { Banner } from '../../ui/Banner.tsx'
import { Button } from '../../ui/Button.tsx'
import { Card } from '../../ui/Card.tsx'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { ErrorState } from '../../ui/ErrorState.tsx'
import { LinkButton } from '../../ui/LinkButton.tsx'
import { PageHeader } from '../../ui/PageHeader.tsx'
import { Skeleton } from '../../ui/Skeleton.tsx'
import { useUrlState } from '../../ui/url-state.ts'
import { accountPath } from '../paths.ts'
import { Comparison } from './Comparison.tsx'
import { KeyTable } from './KeyTable.tsx'
import { t } from './messages.ts'

const CreateKey = lazy(async () => ({ default: (await import('./CreateKey.tsx')).CreateKey }))
const RevokeKey = lazy(async () => ({ default: (await import('./RevokeKey.tsx')).RevokeKey }))
const MoveKey = lazy(async () => ({ default: (await import('./MoveKey.tsx')).MoveKey }))

/** The legacy keys: what there is, and the way away from them. */
export function Page() {
  const { accountId } = useHere()
  const can = useCan()
  const [url, change] = useUrlState()
  const keys = useQuery(apiKeysQuery(accountId))
  const mayManage = can('apiKeys.manage')
  const named = keys.data?.items.find(one => one.id === url.key)
  const close = () => change({ dialog: undefined, key: undefined })
  return (
    <>
      <PageHeader
        title={t('title')}
        badge={<Badge tone="warn">{t('tag')}</Badge>}
        lead={t('lead')}
        actions={
          mayManage &&
          keys.data?.isOn && <Button onClick={() => change({ dialog: 'create' }, 'push')}>{t('create')}</Button>
        }
      />
      {keys.isError && (
        <div className="mb-4">
          <ErrorState onRetry={() => void keys.refetch()} isRetrying={keys.isFetching}>
            {t('failed', { reason: toProblem(keys.error).detail })}
          </ErrorState>
        </div>
      )}
      {keys.isPending && (
        <Card isFlush>
          <Skeleton />
        </Card>
      )}
      {keys.data !== undefined && (
        <div className="flex flex-col gap-5">
          {!keys.data.isOn && (
            <Banner
              tone="info"
              actions={
                can('labs.manage') && <LinkButton href={accountPath(accountId, 'labs')}>{t('toLabs')}</LinkButton>
              }
            >
              {t('off')}
            </Banner>
          )}
          {keys.data.items.length === 0 ? (
            <Card>
              <EmptyState
                icon={<KeyRound className="size-5" />}
                title={t('empty')}
                actions={
                  can('privateIntegrations.create') && (
                    <LinkButton look="primary" href={accountPath(accountId, 'private-integrations/new')}>
                      {t('toIntegrations')}
                    </LinkButton>
                  )
                }
              >
                {t('emptyLead')}
              </EmptyState>
            </Card>
          ) : (
            <>
              <Banner tone="warn">
                {t.rich('banner', { b: chunks => <b className="font-semibold">{chunks}</b> })}
              </Banner>
              <KeyTable keys={keys.data.items} isStale={keys.isError} mayManage={mayManage} onOpen={change} />
            </>
          )}
          <Comparison />
        </div>
      )}
      <Suspense>
        {url.dialog === 'create' && mayManage && <CreateKey onClose={close} />}
        {url.dialog === 'revoke' && named !== undefined && <RevokeKey apiKey={named} onClose={close} />}
        {url.dialog === 'move' && named !== undefined && <MoveKey apiKey={named} onClose={close} />}
      </Suspense>
    </>
  )
}
