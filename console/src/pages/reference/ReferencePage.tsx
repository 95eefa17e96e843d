import { useQuery } from '@tanstack/react-query'
import { toProblem } from '../../api/problem.ts'
import { type ApiDocument, type ApiName, documentQuery } from '../../api/reference.ts'
import { Button } from '../../ui/Button.tsx'
import { Card } from '../../ui/Card.tsx'
import { CopyField } from '../../ui/CopyField.tsx'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { ErrorState } from '../../ui/ErrorState.tsx'
import { LinkButton } from '../../ui/LinkButton.tsx'
import { PageHeader } from '../../ui/PageHeader.tsx'
import { SearchField } from '../../ui/SearchField.tsx'
import { Segments } from '../../ui/Segments.tsx'
import { Skeleton } from '../../ui/Skeleton.tsx'
import { useUrlState } from '../../ui/url-state.ts'
import { t } from './messages.ts'
import { OperationRow } from './OperationRow.tsx'

const APIS: readonly ApiName[] = ['v2', 'management']

/** Both APIs, operation by operation. */
export function Page() {
  const [url, change] = useUrlState()
  const api = APIS.find(one => one === url.api) ?? 'v2'
  const document = useQuery(documentQuery(api))
  return (
    <>
      <PageHeader
        title={t('title')}
        lead={t('lead')}
        actions={<LinkButton href={api === 'v2' ? '/docs/try' : '/docs/try?api=management'}>{t('tryIt')}</LinkButton>}
      />
      <div className="mb-4 flex flex-wrap items-center gap-3">
        <Segments
          label={t('api')}
          value={api}
          onChange={next => change({ api: next, q: undefined, open: undefined }, 'push')}
          options={APIS.map(value => ({ value, label: t(value) }))}
        />
        <SearchField
          label={t('search')}
          shortcutName={t('search')}
          value={url.q ?? ''}
          onChange={q => change({ q })}
          className="min-w-56 flex-1 sm:max-w-sm"
        />
      </div>
      {document.isError && (
        <ErrorState onRetry={() => void document.refetch()} isRetrying={document.isFetching}>
          {t('failed', { reason: toProblem(document.error).detail })}
        </ErrorState>
      )}
      {document.isPending && (
        <Card isFlush>
          <Skeleton lines={8} />
        </Card>
      )}
      {document.data !== undefined && (
        <Operations
          {...{ api, document: document.data, text: url.q ?? '', opened: url.open }}
          onOpen={open => change({ open })}
          onClear={() => change({ q: undefined })}
        />
      )}
    </>
  )
}

interface OperationsProps {
  api: ApiName
  document: ApiDocument
  text: string
  opened: string | undefined
  onOpen: (id: string | undefined) => void
  onClear: () => void
}

function Operations({ api, document, text, opened, onOpen, onClear }: OperationsProps) {
  const words = text.toLowerCase().split(/\s+/)
  const found = document.operations.filter(({ method, path, summary, scope = '' }) => {
    const all = `${method} ${path} ${summary} ${scope}`.toLowerCase()
    return words.every(word => all.includes(word))
  })
  if (found.length === 0) {
    return (
      <Card>
        <EmptyState title={t('noMatch', { text })} actions={<Button onClick={onClear}>{t('clear')}</Button>} />
      </Card>
    )
  }
  return (
    <div className="flex flex-col gap-5">
      <div className="max-w-xl">
        <CopyField label={t('baseUrl')} value={document.server} />
      </div>
      {[...Map.groupBy(found, one => one.group)].map(([group, operations]) => (
        <Card key={group} title={group} lead={t('count', { count: operations.length })} isFlush>
          <ul className="mt-3 divide-y divide-line border-t border-line">
            {operations.map(operation => (
              <OperationRow
                key={operation.id}
                {...{ api, operation, server: document.server }}
                isOpen={opened === operation.id}
                onToggle={isOpen => onOpen(isOpen ? operation.id : undefined)}
              />
            ))}
          </ul>
        </Card>
      ))}
    </div>
  )
}
