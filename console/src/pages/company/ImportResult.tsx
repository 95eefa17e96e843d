import { useQuery } from '@tanstack/react-query'
import { Download } from 'lucide-react'
import { useEffect } from 'react'
import {
  type ContactImport,
  cancelImport,
  importErrorsHref,
  importQuery,
  isUnderWay,
  refreshImports,
} from '../../api/imports.ts'
import { useHere } from '../../api/me.ts'
import { toProblem } from '../../api/problem.ts'
import { useAction } from '../../api/use-action.ts'
import { Banner } from '../../ui/Banner.tsx'
import { Button } from '../../ui/Button.tsx'
import { Card } from '../../ui/Card.tsx'
import { ErrorState } from '../../ui/ErrorState.tsx'
import { LinkButton } from '../../ui/LinkButton.tsx'
import { Skeleton } from '../../ui/Skeleton.tsx'
import { showToast } from '../../ui/toasts.ts'
import { ImportNumbers } from './ImportNumbers.tsx'
import { t } from './messages.ts'
import { StateBadge } from './StateBadge.tsx'

interface ImportResultProps {
  importId: string
  onClose: () => void
  /** Present while the checked file is still at hand. */
  onImport?: () => void
}

/** One import as it goes on, and what came of it. */
export function ImportResult({ importId, onClose, onImport }: ImportResultProps) {
  const { accountId } = useHere()
  const query = useQuery(importQuery(accountId, importId))
  const isOpen = query.data !== undefined && isUnderWay(query.data)
  useEffect(() => {
    if (!isOpen) refreshImports(accountId)
  }, [accountId, isOpen])
  if (query.data !== undefined) return <Known given={query.data} onClose={onClose} onImport={onImport} />
  if (query.isPending) {
    return (
      <Card>
        <Skeleton />
      </Card>
    )
  }
  const problem = toProblem(query.error)
  if (problem.status === 404) return <Banner tone="warn">{t('notFound')}</Banner>
  return (
    <ErrorState onRetry={() => void query.refetch()} isRetrying={query.isFetching}>
      {t('loadFailed', { reason: problem.detail })}
    </ErrorState>
  )
}

interface KnownProps {
  given: ContactImport
  onClose: () => void
  onImport: (() => void) | undefined
}

function Known({ given, onClose, onImport }: KnownProps) {
  const { accountId } = useHere()
  const stopping = useAction(async () => {
    await cancelImport(accountId, given.id)
    showToast(t('stopped'))
  })
  const isOpen = isUnderWay(given)
  return (
    <Card
      title={
        <span className="flex flex-wrap items-center gap-2">
          <bdi className="wrap-anywhere">{t(given.isDryRun ? 'checkOf' : 'result', { file: given.fileName })}</bdi>
          <StateBadge state={given.state} />
        </span>
      }
      footer={
        <>
          <Button look="quiet" onClick={onClose}>
            {t('close')}
          </Button>
          {given.failed > 0 && !isOpen && (
            <LinkButton
              href={importErrorsHref(accountId, given.id)}
              icon={<Download aria-hidden className="size-4" />}
              download
            >
              {t('errors')}
            </LinkButton>
          )}
          {isOpen && (
            <Button isBusy={stopping.isRunning} onClick={() => void stopping.run(undefined)}>
              {t('stop')}
            </Button>
          )}
          {given.state === 'finished' && given.isDryRun && onImport !== undefined && (
            <Button look="primary" onClick={onImport}>
              {t('startNow')}
            </Button>
          )}
        </>
      }
    >
      {given.fault !== null && (
        <Banner tone="danger" className="mb-4">
          {given.fault}
        </Banner>
      )}
      <ImportNumbers given={given} />
      {stopping.problem !== undefined && (
        <Banner tone="danger" role="alert" className="mt-4">
          {stopping.problem.detail}
        </Banner>
      )}
    </Card>
  )
}
