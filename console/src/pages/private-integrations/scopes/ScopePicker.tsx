import { useState } from 'react'
import type { ScopeRow } from '../../../api/integrations.ts'
import { Button } from '../../../ui/Button.tsx'
import { EmptyState } from '../../../ui/EmptyState.tsx'
import { SearchField } from '../../../ui/SearchField.tsx'
import { t } from './messages.ts'
import { ScopeGroupRows } from './ScopeGroupRows.tsx'
import { groupScopes, readOnlyScopes, searchScopes, withScopes } from './scope-groups.ts'

interface ScopePickerProps {
  scopes: readonly ScopeRow[]
  chosen: ReadonlySet<string>
  onChange: (chosen: Set<string>) => void
  /** Chosen by a link that the person followed: marked until they are saved. */
  fault?: string | undefined
}

/** Chooses what a token may do: grouped, searchable, in plain sentences. */
export function ScopePicker({ scopes, chosen, onChange, fault }: ScopePickerProps) {
  const [text, setText] = useState('')
  const found = searchScopes(scopes, text)
  const choose = (names: readonly string[], isIn: boolean) => onChange(withScopes(chosen, names, isIn))
  return (
    <div>
      <div className="flex flex-wrap gap-2">
        <SearchField
          label={t('search')}
          value={text}
          onChange={setText}
          shortcutName={t('search')}
          className="min-w-0 flex-1 basis-full sm:basis-56"
        />
        <Button onClick={() => choose(readOnlyScopes(scopes), true)}>{t('allReadOnly')}</Button>
        <Button look="quiet" onClick={() => onChange(new Set())} disabled={chosen.size === 0}>
          {t('clear')}
        </Button>
      </div>
      <p className="mt-2 text-[13px] text-muted" aria-live="polite">
        {t('count', { chosen: chosen.size, all: scopes.length })}
      </p>
      {fault !== undefined && (
        <p role="alert" className="mt-1 text-[13px] font-medium text-danger-text">
          {fault}
        </p>
      )}
      <div className="mt-3 divide-y divide-line overflow-hidden rounded-lg border border-line">
        {found.length === 0 ? (
          <EmptyState
            title={t('noMatch', { text })}
            actions={<Button onClick={() => setText('')}>{t('clearSearch')}</Button>}
          >
            {t('noMatchLead')}
          </EmptyState>
        ) : (
          groupScopes(found).map(group => (
            <ScopeGroupRows
              key={group.name}
              group={group}
              chosen={chosen}
              onChoose={choose}
              isForcedOpen={text !== ''}
            />
          ))
        )}
      </div>
    </div>
  )
}
