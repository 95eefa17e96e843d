import type { ApiProblem } from '../../api/problem.ts'
import { Select } from '../../ui/Select.tsx'
import { t } from './messages.ts'

/** A field, "leave it out", or nothing chosen yet. */
export type ColumnMap = Readonly<Record<string, string>>

const OUT = 'out'

/** What the server asked about a file: its columns that go nowhere, and the fields there are. */
export interface AskedColumns {
  file: File
  columns: readonly string[]
  fields: readonly string[]
}

/** Reads the question off a refusal; what was asked about this file before stays, so that a choice can be changed. */
export function askedBy(problem: ApiProblem, file: File, before: AskedColumns | undefined): AskedColumns | undefined {
  const named = problem.fields.filter(({ field }) => field.startsWith('map/'))
  if (named.length === 0) return before
  const columns = named.map(({ field }) => field.slice('map/'.length))
  const earlier = before?.file === file ? before.columns : []
  const fields = Array.isArray(problem.facts.columnFields) ? (problem.facts.columnFields as string[]) : []
  return { file, columns: [...new Set([...earlier, ...columns])], fields }
}

interface ColumnChoicesProps {
  asked: AskedColumns
  map: ColumnMap
  onChange: (map: ColumnMap) => void
}

/** For columns whose headers do not say where they go: the person does. */
export function ColumnChoices({ asked, map, onChange }: ColumnChoicesProps) {
  const options = [
    { value: '', label: t('choose') },
    { value: OUT, label: t('leaveOut') },
    ...asked.fields.map(field => ({ value: field, label: field })),
  ]
  return (
    <fieldset className="min-w-0">
      <legend className="font-medium">{t('columnsTitle')}</legend>
      <p className="mb-3 text-[13px] text-muted">{t('columnsLead')}</p>
      <div className="grid gap-3 sm:grid-cols-2">
        {asked.columns.map(header => (
          <Select
            key={header}
            label={t('column', { header })}
            value={map[header] === '' ? OUT : (map[header] ?? '')}
            options={options}
            onValueChange={value => {
              const { [header]: _, ...others } = map
              onChange(value === '' ? others : { ...others, [header]: value === OUT ? '' : value })
            }}
          />
        ))}
      </div>
    </fieldset>
  )
}
