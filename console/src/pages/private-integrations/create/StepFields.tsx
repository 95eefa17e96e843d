import { useQuery } from '@tanstack/react-query'
import type { ScopeRow } from '../../../api/integrations.ts'
import { useHere } from '../../../api/me.ts'
import { policiesQuery } from '../../../api/policies.ts'
import { ScopePicker } from '../scopes/ScopePicker.tsx'
import { t } from './messages.ts'
import { NameStep } from './NameStep.tsx'
import { ReviewStep } from './ReviewStep.tsx'
import { scopesOfTemplate } from './templates.ts'
import type { WizardState } from './use-wizard.ts'

/** What is filled in at the step one is at. */
export function StepFields({ wizard, scopes }: { wizard: WizardState; scopes: readonly ScopeRow[] }) {
  const { accountId } = useHere()
  const rotationDays = useQuery(policiesQuery(accountId)).data?.rotationDays
  const { step, draft, change, goTo, problem, nameFault, scopesFault } = wizard
  if (step === 'name') {
    return (
      <NameStep
        {...{ draft, change, problem, nameFault }}
        onTemplate={template => change({ template, scopes: scopesOfTemplate(template, scopes) })}
      />
    )
  }
  if (step === 'review') return <ReviewStep {...{ draft, change, goTo, rotationDays, problem, scopes }} />
  return (
    <div className="flex flex-col gap-4">
      <div>
        <h2 className="font-semibold">{t('permissionsTitle')}</h2>
        <p className="text-muted">{t('permissionsLead')}</p>
      </div>
      <ScopePicker
        scopes={scopes}
        chosen={new Set(draft.scopes)}
        onChange={chosen => change({ scopes: [...chosen] })}
        fault={scopesFault}
      />
    </div>
  )
}
