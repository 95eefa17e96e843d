import { ChevronDown } from 'lucide-react'
import { useId } from 'react'
import { useHere } from '../../api/me.ts'
import type { ApiName, ApiOperation } from '../../api/reference.ts'
import { Badge, type Tone } from '../../ui/Badge.tsx'
import { CodeBlock } from '../../ui/CodeBlock.tsx'
import { cx } from '../../ui/class-names.ts'
import { t } from './messages.ts'
import { snippetsOf } from './snippets.ts'

const TONES: Record<string, Tone> = { GET: 'ok', POST: 'accent', PUT: 'warn', PATCH: 'warn', DELETE: 'danger' }
const PLACES = ['path', 'query', 'header'] as const

interface OperationRowProps {
  api: ApiName
  server: string
  operation: ApiOperation
  isOpen: boolean
  onToggle: (isOpen: boolean) => void
}

/** One operation; opened, it shows what it takes and how to call it. */
export function OperationRow({ api, server, operation, isOpen, onToggle }: OperationRowProps) {
  const { account } = useHere()
  const id = useId()
  const { method, path, summary, scope } = operation
  return (
    <li>
      <button
        type="button"
        aria-expanded={isOpen}
        aria-controls={id}
        onClick={() => onToggle(!isOpen)}
        className="grid w-full grid-cols-[auto_minmax(0,1fr)_auto] items-center gap-x-3 gap-y-1 px-4 py-2.5 text-start -outline-offset-2 hover:bg-hover sm:flex sm:px-5"
      >
        <span className="w-16 shrink-0">
          <Badge tone={TONES[method] ?? 'neutral'}>{method}</Badge>
        </span>
        <code dir="ltr" className="min-w-0 flex-1 basis-48 font-mono text-[13px] wrap-anywhere">
          {path}
        </code>
        <span className="min-w-0 basis-60 text-[13px] text-muted max-sm:col-start-2 max-sm:row-start-2">{summary}</span>
        <ChevronDown
          aria-hidden
          className={cx(
            'size-4 shrink-0 text-muted transition-transform max-sm:col-start-3 max-sm:row-start-1',
            isOpen && 'rotate-180',
          )}
        />
      </button>
      {isOpen && (
        <div id={id} className="flex flex-col gap-4 bg-subtle/40 px-4 py-4 sm:px-5">
          <p>
            <span className="text-muted">{t('needs')}: </span>
            {scope === undefined ? (
              t('needsNone')
            ) : (
              <code dir="ltr" className="font-mono text-[13px]">
                {scope}
              </code>
            )}
          </p>
          <Fields
            title={t('parameters')}
            fields={operation.parameters.map(one => ({ ...one, note: placeWords(one.place) }))}
          />
          <Fields title={t('body')} fields={operation.body ?? []} />
          <CodeBlock
            label={t('snippet', { operation: summary })}
            samples={snippetsOf({ api, server, locationId: account.locationId, operation })}
          />
        </div>
      )}
    </li>
  )
}

interface FieldsProps {
  title: string
  fields: readonly { name: string; type: string; isRequired: boolean; says: string; note?: string }[]
}

function Fields({ title, fields }: FieldsProps) {
  if (fields.length === 0) return null
  return (
    <div>
      <h3 className="mb-1 text-[13px] font-medium text-muted">{title}</h3>
      <ul className="divide-y divide-line rounded-lg border border-line bg-surface">
        {fields.map(({ name, type, isRequired, says, note }) => (
          <li key={`${note} ${name}`} className="px-3 py-2">
            <p className="flex flex-wrap items-baseline gap-x-2">
              <code dir="ltr" className="font-mono text-[13px] font-semibold">
                {name}
              </code>
              <span className="text-[13px] text-muted wrap-anywhere">{type}</span>
              {note !== undefined && <span className="text-[13px] text-muted">{note}</span>}
              {isRequired && <Badge tone="warn">{t('required')}</Badge>}
            </p>
            {says !== '' && <p className="text-[13px] text-muted">{says}</p>}
          </li>
        ))}
      </ul>
    </div>
  )
}

function placeWords(place: string): string {
  const known = PLACES.find(one => one === place)
  return known === undefined ? place : t(`place_${known}`)
}
