import { useQuery } from '@tanstack/react-query'
import { type CatalogueEvent, eventsQuery } from '../../api/events.ts'
import { useHere } from '../../api/me.ts'
import { toProblem } from '../../api/problem.ts'
import { Button } from '../../ui/Button.tsx'
import { Card } from '../../ui/Card.tsx'
import { CodeBlock } from '../../ui/CodeBlock.tsx'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { ErrorState } from '../../ui/ErrorState.tsx'
import { LinkButton } from '../../ui/LinkButton.tsx'
import { PageHeader } from '../../ui/PageHeader.tsx'
import { SearchField } from '../../ui/SearchField.tsx'
import { Skeleton } from '../../ui/Skeleton.tsx'
import { useUrlState } from '../../ui/url-state.ts'
import { accountPath } from '../paths.ts'
import { t } from './messages.ts'

/** Every event with its sentence, its permission and an example. */
export function Page() {
  const { accountId } = useHere()
  const [url, change] = useUrlState()
  const events = useQuery(eventsQuery(accountId))
  const text = url.q ?? ''
  const found = events.data?.filter(event => matches(event, text))
  return (
    <>
      <PageHeader
        title={t('title')}
        lead={t('lead')}
        actions={<LinkButton href={accountPath(accountId, 'webhooks')}>{t('toWebhooks')}</LinkButton>}
      />
      <SearchField
        label={t('search')}
        shortcutName={t('search')}
        value={text}
        onChange={q => change({ q })}
        className="mb-4 max-w-sm"
      />
      {events.isError && (
        <ErrorState onRetry={() => void events.refetch()} isRetrying={events.isFetching}>
          {t('failed', { reason: toProblem(events.error).detail })}
        </ErrorState>
      )}
      {events.isPending && (
        <Card isFlush>
          <Skeleton />
        </Card>
      )}
      {found?.length === 0 && (
        <Card>
          <EmptyState
            title={t('noMatch', { text })}
            actions={<Button onClick={() => change({ q: undefined })}>{t('clear')}</Button>}
          />
        </Card>
      )}
      <div className="flex flex-col gap-5">
        {[...Map.groupBy(found ?? [], event => event.group)].map(([group, rows]) => (
          <Card key={group} title={group}>
            <ul className="divide-y divide-line">
              {rows.map(event => (
                <Event key={event.type} event={event} />
              ))}
            </ul>
          </Card>
        ))}
      </div>
    </>
  )
}

function Event({ event }: { event: CatalogueEvent }) {
  const example = JSON.stringify(event.example, null, 2)
  return (
    <li className="py-3 first:pt-0 last:pb-0">
      <code dir="ltr" className="font-mono text-[13px] font-semibold wrap-anywhere">
        {event.type}
      </code>
      <p className="text-muted">{event.sentence}</p>
      <p className="text-[13px] text-muted">
        {event.scope === null
          ? t('needsNothing')
          : t.rich('needs', {
              scope: () => (
                <code dir="ltr" className="font-mono">
                  {event.scope}
                </code>
              ),
            })}
      </p>
      <details className="mt-1">
        <summary className="inline-block min-h-6 text-[13px] font-medium text-accent-text">{t('show')}</summary>
        <div className="mt-2">
          <CodeBlock
            label={t('example', { event: event.type })}
            samples={[{ id: 'json', label: 'JSON', code: example }]}
          />
        </div>
      </details>
    </li>
  )
}

function matches({ type, group, sentence }: CatalogueEvent, text: string): boolean {
  const all = `${type} ${group} ${sentence}`.toLowerCase()
  return text
    .toLowerCase()
    .split(/\s+/)
    .every(word => all.includes(word))
}
