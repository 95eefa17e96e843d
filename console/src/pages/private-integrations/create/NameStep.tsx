import type { ApiProblem } from '../../../api/problem.ts'
import { RadioCards } from '../../../ui/RadioCards.tsx'
import { TextArea } from '../../../ui/TextArea.tsx'
import { TextField } from '../../../ui/TextField.tsx'
import type { Draft } from './draft.ts'
import { t } from './messages.ts'
import { TEMPLATES, type Template } from './templates.ts'

interface NameStepProps {
  draft: Draft
  change: (part: Partial<Draft>) => void
  onTemplate: (template: Template) => void
  nameFault?: string | undefined
  problem?: ApiProblem | undefined
}

/** Step 1: what it is called, what it is for, and what to start from. */
export function NameStep({ draft, change, onTemplate, nameFault, problem }: NameStepProps) {
  return (
    <div className="flex flex-col gap-5">
      <div>
        <h2 className="font-semibold">{t('nameTitle')}</h2>
        <p className="text-muted">{t('nameLead')}</p>
      </div>
      <TextField
        label={t('name')}
        hint={t('nameHint')}
        value={draft.name}
        maxLength={120}
        autoComplete="off"
        onChange={event => change({ name: event.target.value })}
        fault={nameFault ?? problem?.fieldFault('name')}
      />
      <TextArea
        label={t('description')}
        isOptional
        hint={t('descriptionHint')}
        value={draft.description}
        maxLength={1000}
        onChange={event => change({ description: event.target.value })}
        fault={problem?.fieldFault('description')}
      />
      <RadioCards
        legend={t('start')}
        columns={2}
        value={draft.template as Template}
        onChange={onTemplate}
        options={TEMPLATES.map(value => ({ value, label: t(value), hint: t(`${value}Hint`) }))}
      />
    </div>
  )
}
