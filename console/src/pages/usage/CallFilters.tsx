import { useInfiniteQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { integrationsQuery } from '../../api/integrations.ts'
import { useCan, useHere } from '../../api/me.ts'
import { Button } from '../../ui/Button.tsx'
import { SearchField } from '../../ui/SearchField.tsx'
import { Select } from '../../ui/Select.tsx'
import { t } from './messages.ts'

interface CallFiltersProps {
  url: Readonly<Record<string, string | undefined>>
  change: (state: Record<string, string | undefined>) => void
  actions: ReactNode
}

/** Narrows the log; all of it stands in the address. */
export function CallFilters({ url, change, actions }: CallFiltersProps) {
  const { accountId } = useHere()
  const can = useCan()
  const integrations = useInfiniteQuery({ ...integrationsQuery(accountId), enabled: can('privateIntegrations.view') })
  const items = integrations.data?.pages.flatMap(page => page.items) ?? []
  const names = ['integration', 'status', 'operation', 'client', 'ip']
  const isSet = names.some(name => url[name])
  return (
    <fieldset className="mb-4 flex flex-wrap items-end gap-3">
      <legend className="sr-only">{t('filters')}</legend>
      <Select
        label={t('integration')}
        isLabelHidden
        value={url.integration ?? ''}
        onValueChange={integration => change({ integration })}
        className="max-w-56"
        options={[
          { value: '', label: t('anyIntegration') },
          ...items.map(({ id, name }) => ({ value: id, label: name })),
        ]}
      />
      <Select
        label={t('status')}
        isLabelHidden
        value={url.status ?? ''}
        onValueChange={status => change({ status })}
        options={[
          { value: '', label: t('anyStatus') },
          { value: '2xx', label: t('ok') },
          { value: '4xx', label: t('refusedStatus') },
          { value: '5xx', label: t('failedStatus') },
        ]}
      />
      <SearchField
        label={t('clientSearch')}
        shortcutName={t('clientSearch')}
        value={url.client ?? ''}
        onChange={client => change({ client })}
        className="min-w-48 flex-1"
      />
      {isSet && (
        <Button look="quiet" onClick={() => change(Object.fromEntries(names.map(name => [name, undefined])))}>
          {t('clear')}
        </Button>
      )}
      <div className="flex flex-wrap gap-2">{actions}</div>
    </fieldset>
  )
}
