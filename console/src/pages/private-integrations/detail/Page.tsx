import { useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { TriangleAlert } from 'lucide-react'
import { Suspense, useEffect, useState } from 'react'
import {
  type ClientRow,
  clientsQuery,
  type Integration,
  type IntegrationRef,
  type IntegrationWithToken,
  integrationQuery,
} from '../../../api/integrations.ts'
import { useCan, useHere } from '../../../api/me.ts'
import { toProblem } from '../../../api/problem.ts'
import { StaleNotice } from '../../../parts/StaleNotice.tsx'
import { Card } from '../../../ui/Card.tsx'
import { EmptyState } from '../../../ui/EmptyState.tsx'
import { ErrorState } from '../../../ui/ErrorState.tsx'
import { LinkButton } from '../../../ui/LinkButton.tsx'
import { PageHeader } from '../../../ui/PageHeader.tsx'
import { Skeleton } from '../../../ui/Skeleton.tsx'
import { useShortcut } from '../../../ui/shortcuts.ts'
import { useUrlState } from '../../../ui/url-state.ts'
import { integrationsPath } from '../../paths.ts'
import { IntegrationDialogs } from '../dialogs/IntegrationDialogs.tsx'
import { HealthBadge } from '../HealthBadge.tsx'
import { LaterTokenDialog, useTokenDialogLoaded } from '../token/later-token-dialog.ts'
import { DetailTabs } from './DetailTabs.tsx'
import { t } from './messages.ts'
import { StateBanner } from './StateBanner.tsx'
import { useDialogHref } from './use-dialog-href.ts'

/** While nobody has called yet the page looks every few seconds, so that the first call shows as it comes. */
const WAITING_MS = 2000
const USUAL_MS = 15_000

/** One private integration: its token, its permissions, who uses it, what was done to it. */
export function Page() {
  const { accountId } = useHere()
  const { integrationId = '' } = useParams({ strict: false })
  const ref = { accountId, integrationId }
  const query = useQuery({
    ...integrationQuery(ref),
    refetchInterval: ({ state }) => (state.data?.rotation.current.lastUsedAt === null ? WAITING_MS : USUAL_MS),
  })
  // Somebody else may delete it while this page is open: what is remembered would go on looking healthy.
  const isGone = query.isError && toProblem(query.error).status === 404
  const list = integrationsPath(accountId)
  if (query.data !== undefined && !isGone) {
    return (
      <>
        <StaleNotice reading={query} />
        <Loaded key={integrationId} integrationRef={ref} integration={query.data} />
      </>
    )
  }
  return (
    <>
      <PageHeader title={t('overview')} back={{ href: list, label: t('back') }} />
      {query.isPending ? (
        <Card>
          <Skeleton />
        </Card>
      ) : isGone ? (
        <Card>
          <EmptyState title={t('notFoundTitle')} actions={<LinkButton href={list}>{t('toList')}</LinkButton>}>
            {t('notFound')}
          </EmptyState>
        </Card>
      ) : (
        <ErrorState onRetry={() => void query.refetch()} isRetrying={query.isFetching}>
          {toProblem(query.error).detail}
        </ErrorState>
      )}
    </>
  )
}

function Loaded({ integrationRef, integration }: { integrationRef: IntegrationRef; integration: Integration }) {
  const can = useCan()
  const [url, changeUrl] = useUrlState()
  useTokenDialogLoaded()
  const dialogHref = useDialogHref()
  const [made, setMade] = useState<IntegrationWithToken>()
  const clients = useClients(integrationRef, integration)
  const mayRotate = can('privateIntegrations.rotate')
  useShortcut('r', mayRotate ? t('rotate') : undefined, () => changeUrl({ dialog: 'rotate' }, 'push'))
  const close = () => changeUrl({ dialog: undefined })
  return (
    <>
      <PageHeader
        title={integration.name}
        lead={integration.description === '' ? undefined : <bdi>{integration.description}</bdi>}
        badge={<HealthBadge integration={integration} />}
        back={{ href: integrationsPath(integrationRef.accountId), label: t('back') }}
        actions={
          mayRotate && (
            <LinkButton
              look="dangerQuiet"
              href={dialogHref('leak')}
              icon={<TriangleAlert aria-hidden className="size-4" />}
            >
              {t('leaked')}
            </LinkButton>
          )
        }
      />
      <StateBanner integrationRef={integrationRef} integration={integration} />
      <DetailTabs {...{ integrationRef, integration, clients, dialogHref }} tab={url.tab} />
      <Suspense>
        {url.dialog !== undefined && made === undefined && (
          <IntegrationDialogs
            {...{ integrationRef, integration, clients }}
            dialog={url.dialog}
            onClose={close}
            onMade={reply => {
              setMade(reply)
              close()
            }}
          />
        )}
        {made !== undefined && <LaterTokenDialog made={made} onDone={() => setMade(undefined)} />}
      </Suspense>
    </>
  )
}

const NOBODY: readonly ClientRow[] = []

/** Who calls, read anew as soon as a call has come in. */
function useClients(ref: IntegrationRef, { lastUsedAt }: Integration): readonly ClientRow[] {
  const { data, refetch } = useQuery({ ...clientsQuery(ref), refetchInterval: USUAL_MS })
  useEffect(() => {
    if (lastUsedAt !== null) void refetch()
  }, [lastUsedAt, refetch])
  return data ?? NOBODY
}
