import type { ReactNode } from 'react'
import type { ScopeRow } from '../../../api/integrations.ts'
import type { ApiProblem } from '../../../api/problem.ts'
import { Banner } from '../../../ui/Banner.tsx'
import { Button } from '../../../ui/Button.tsx'
import { Facts } from '../../../ui/Facts.tsx'
import { Select } from '../../../ui/Select.tsx'
import { TextArea } from '../../../ui/TextArea.tsx'
import { ScopeSummary } from '../scopes/ScopeSummary.tsx'
import type { Draft } from './draft.ts'
import { t } from './messages.ts'
import type { Step } from './StepBar.tsx'

interface ReviewStepProps {
  draft: Draft
  scopes: readonly ScopeRow[]
  change: (part: Partial<Draft>) => void
  goTo: (step: Step) => void
  rotationDays: number | undefined
  problem?: ApiProblem | undefined
}

/** Step 3: all of it once more, when it ends, and from where it may be used. */
export function ReviewStep({ draft, scopes, change, goTo, rotationDays, problem }: ReviewStepProps) {
  const sensitive = scopes.filter(row => row.sensitive && draft.scopes.includes(row.scope)).length
  const rotation = rotationDays === undefined ? t('rotationSaysPlain') : t('rotationSays', { days: rotationDays })
  return (
    <div className="flex flex-col gap-5">
      <h2 className="font-semibold">{t('reviewTitle')}</h2>
      <Facts
        facts={[
          {
            name: t('name'),
            value: (
              <Editable label={t('editName')} onEdit={() => goTo('name')}>
                {draft.name}
              </Editable>
            ),
          },
          {
            name: t('description'),
            value: draft.description || <span className="text-muted">{t('noDescription')}</span>,
          },
          {
            name: t('able'),
            value: (
              <Editable label={t('editPermissions')} onEdit={() => goTo('permissions')}>
                <ScopeSummary scopes={scopes} chosen={draft.scopes} />
              </Editable>
            ),
          },
          { name: t('rotation'), value: rotation },
        ]}
      />
      {sensitive > 0 && <Banner tone="warn">{t('sensitive', { count: sensitive })}</Banner>}
      <div className="grid items-start gap-4 border-t border-line pt-5 sm:grid-cols-2">
        <Select
          label={t('expiry')}
          hint={t('expiryHint')}
          value={draft.expiryDays}
          onValueChange={expiryDays => change({ expiryDays })}
          fault={problem?.fieldFault('expiresAt')}
          options={[
            { value: '', label: t('never') },
            { value: '30', label: t('days30') },
            { value: '90', label: t('days90') },
            { value: '365', label: t('days365') },
          ]}
        />
        <TextArea
          label={t('ips')}
          isOptional
          hint={t('ipsHint')}
          dir="ltr"
          spellCheck={false}
          className="font-mono text-[13px]"
          value={draft.allowedIps}
          onChange={event => change({ allowedIps: event.target.value })}
          fault={problem?.fieldFault('allowedIps')}
        />
      </div>
    </div>
  )
}

function Editable({ label, onEdit, children }: { label: string; onEdit: () => void; children: ReactNode }) {
  return (
    <div className="flex items-start justify-between gap-3">
      <div className="min-w-0">{children}</div>
      <Button look="quiet" aria-label={label} onClick={onEdit} className="-my-1.5">
        {t('edit')}
      </Button>
    </div>
  )
}
