import { useState } from 'react'
import type { ImportWish } from '../../api/imports.ts'
import type { ApiProblem } from '../../api/problem.ts'
import { Banner } from '../../ui/Banner.tsx'
import { Button } from '../../ui/Button.tsx'
import { Card } from '../../ui/Card.tsx'
import { Checkbox } from '../../ui/Checkbox.tsx'
import { Field } from '../../ui/Field.tsx'
import { Form } from '../../ui/Form.tsx'
import { RadioCards } from '../../ui/RadioCards.tsx'
import { type AskedColumns, ColumnChoices, type ColumnMap } from './ColumnChoices.tsx'
import { t } from './messages.ts'

const BYTES_MAX = 32 * 1024 * 1024
const CHOICES = (['skip', 'update', 'fail'] as const).map(value => ({ value, label: t(value) }))

interface ImportFormProps {
  isSending: boolean
  problem: ApiProblem | undefined
  /** What the server wants to know about the columns of a file. */
  asked: AskedColumns | undefined
  onSend: (wish: ImportWish) => void
}

/** Which file, and what is to become of it. It is checked first unless the person says otherwise. */
export function ImportForm({ isSending, problem, asked, onSend }: ImportFormProps) {
  const [file, setFile] = useState<File>()
  const [onDuplicate, setOnDuplicate] = useState<ImportWish['onDuplicate']>('skip')
  const [isDryRun, setDryRun] = useState(true)
  const [isAsked, setAsked] = useState(false)
  const [map, setMap] = useState<ColumnMap>({})
  const isTooLarge = file !== undefined && file.size > BYTES_MAX
  const own = isTooLarge ? t('fileTooLarge') : isAsked && file === undefined ? t('fileMissing') : undefined
  const fault = own ?? problem?.fieldFault('file')
  const submit = () => {
    setAsked(true)
    if (file !== undefined && !isTooLarge) onSend({ file, onDuplicate, isDryRun, map, isAgain: false })
  }
  return (
    <Form onSubmit={submit} faults={fault}>
      <Card
        title={t('imports')}
        lead={t('importsLead')}
        footer={
          <Button type="submit" look="primary" isBusy={isSending}>
            {t(isDryRun ? 'check' : 'start')}
          </Button>
        }
      >
        <div className="flex flex-col gap-5">
          <Field label={t('file')} fault={fault}>
            {ids => (
              <input
                type="file"
                accept=".csv,text/csv"
                {...ids}
                onChange={event => {
                  setFile(event.target.files?.[0])
                  setMap({})
                }}
                className="control h-auto py-1.5 file:me-3 file:rounded-md file:border file:border-line file:bg-subtle file:px-2.5 file:py-1 file:font-medium"
              />
            )}
          </Field>
          {asked !== undefined && asked.file === file && <ColumnChoices asked={asked} map={map} onChange={setMap} />}
          <RadioCards legend={t('onDuplicate')} options={CHOICES} value={onDuplicate} onChange={setOnDuplicate} />
          <Checkbox label={t('dryRun')} hint={t('dryRunHint')} checked={isDryRun} onCheckedChange={setDryRun} />
          {problem !== undefined &&
            problem.fieldFault('file') === undefined &&
            !problem.fields.some(({ field }) => field.startsWith('map/')) && (
              <Banner tone="danger" role="alert">
                {problem.detail}
              </Banner>
            )}
        </div>
      </Card>
    </Form>
  )
}
