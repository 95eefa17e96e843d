import type { CatalogueEvent } from '../../api/events.ts'
import { Checkbox } from '../../ui/Checkbox.tsx'
import { Tick } from '../../ui/Tick.tsx'
import { t } from './messages.ts'

interface EventPickerProps {
  /** Those that the integration's scopes cover. */
  events: readonly CatalogueEvent[]
  chosen: ReadonlySet<string>
  onChange: (chosen: ReadonlySet<string>) => void
  fault?: string | undefined
}

/** Chooses events, by group or one by one. */
export function EventPicker({ events, chosen, onChange, fault }: EventPickerProps) {
  const choose = (types: readonly string[], isIn: boolean) => {
    const next = new Set(chosen)
    for (const type of types) {
      if (isIn) next.add(type)
      else next.delete(type)
    }
    onChange(next)
  }
  return (
    <fieldset>
      <legend className="font-medium">{t('chooseEvents')}</legend>
      <p className="text-[13px] text-muted">{t('chooseEventsHint')}</p>
      {fault !== undefined && (
        <p role="alert" className="text-[13px] font-medium text-danger-text">
          {fault}
        </p>
      )}
      <div className="mt-2 max-h-72 divide-y divide-line overflow-y-auto rounded-lg border border-line">
        {[...Map.groupBy(events, event => event.group)].map(([group, rows]) => {
          const types = rows.map(({ type }) => type)
          const count = types.filter(type => chosen.has(type)).length
          return (
            <div key={group} className="p-3">
              <p className="flex items-center gap-2.5 font-medium">
                <Tick
                  aria-label={t('allEvents', { group })}
                  checked={count === types.length}
                  isMixed={count > 0 && count < types.length}
                  onCheckedChange={isIn => choose(types, isIn)}
                />
                {group}
              </p>
              <div className="mt-2 ms-7 flex flex-col gap-1.5">
                {rows.map(({ type, sentence }) => (
                  <Checkbox
                    key={type}
                    label={<span className="font-mono text-[13px]">{type}</span>}
                    hint={sentence}
                    checked={chosen.has(type)}
                    onCheckedChange={isIn => choose([type], isIn)}
                  />
                ))}
              </div>
            </div>
          )
        })}
      </div>
    </fieldset>
  )
}
