import { useQuery } from '@tanstack/react-query'
import { auditFacetsQuery } from '../../api/audit.ts'
import { useHere } from '../../api/me.ts'
import { actionName } from '../../parts/audit-sentence.ts'
import { Button } from '../../ui/Button.tsx'
import { SearchField } from '../../ui/SearchField.tsx'
import { Select } from '../../ui/Select.tsx'
import { TextField } from '../../ui/TextField.tsx'
import { t } from './messages.ts'

interface AuditFiltersProps {
  url: Readonly<Record<string, string | undefined>>
  change: (state: Record<string, string | undefined>) => void
}

/** Narrows the log to actions, people, things and days. All of it stands in the address. */
export function AuditFilters({ url, change }: AuditFiltersProps) {
  const { accountId } = useHere()
  const facets = useQuery(auditFacetsQuery(accountId)).data
  const actors = [...new Set((facets?.actors ?? []).map(actor => actor.name))]
  const isSet = ['action', 'actor', 'target', 'from', 'to'].some(name => url[name])
  const clear = { action: undefined, actor: undefined, target: undefined, from: undefined, to: undefined }
  return (
    <fieldset className="mb-4 grid items-end gap-3 sm:grid-cols-2 lg:grid-cols-[1fr_1fr_1fr_auto_auto_auto]">
      <legend className="sr-only">{t('filters')}</legend>
      <Select
        label={t('action')}
        value={url.action ?? ''}
        onValueChange={action => change({ action })}
        options={[
          { value: '', label: t('anyAction') },
          ...(facets?.actions ?? []).map(value => ({ value, label: actionName(value) })),
        ]}
      />
      <Select
        label={t('actor')}
        value={url.actor ?? ''}
        onValueChange={actor => change({ actor })}
        options={[{ value: '', label: t('anyActor') }, ...actors.map(value => ({ value, label: value }))]}
      />
      <SearchField
        label={t('target')}
        shortcutName={t('target')}
        value={url.target ?? ''}
        onChange={target => change({ target })}
      />
      <TextField
        type="date"
        label={t('from')}
        value={url.from ?? ''}
        onChange={event => change({ from: event.target.value })}
      />
      <TextField
        type="date"
        label={t('to')}
        value={url.to ?? ''}
        onChange={event => change({ to: event.target.value })}
      />
      <Button look="quiet" disabled={!isSet} onClick={() => change(clear)}>
        {t('clear')}
      </Button>
    </fieldset>
  )
}
